package dev.futurewire.monitor.ui.lines;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.Direction;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.monitor.model.follow.Rendering;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** The live traffic of a connection, in a color for each direction, with search. */
public final class FollowView {
    private final Transcript transcript = new Transcript();
    private final LinesPane lines = new LinesPane(transcript, false);
    private final ToggleGroup renderings = new ToggleGroup();
    private final ComboBox<Direction> direction = new ComboBox<>();
    private final TextField find = new TextField();
    private final Label findCount = new Label();
    private final Button save = new Button(Messages.get("follow.save"));
    private final Button jump = new Button();
    private final Label empty = new Label(Messages.get("follow.empty"));
    private final BorderPane root = new BorderPane();

    private @Nullable FollowBuffer buffer;
    private long nextSegment;
    private long newRows;
    private Rendering rendering = Rendering.TEXT;

    /**
     * Creates a view that follows no connection.
     *
     * @param saveAction called to save the traffic
     */
    public FollowView(Runnable saveAction) {
        lines.setId("follow-lines");
        lines.setAccessibleText(Messages.get("follow.lines.accessible"));
        HBox renderingButtons = new HBox(
                toggle(Rendering.TEXT, Styles.LEFT_PILL),
                toggle(Rendering.ESCAPED, Styles.CENTER_PILL),
                toggle(Rendering.HEX, Styles.RIGHT_PILL));
        direction();
        find();
        save.setId("follow-save");
        save.setMinWidth(Region.USE_PREF_SIZE);
        save.setTooltip(new Tooltip(Messages.get("follow.save.tip")));
        save.setOnAction(event -> saveAction.run());
        HBox.setHgrow(find, Priority.ALWAYS);
        HBox tools = new HBox(renderingButtons, direction, save);
        tools.getStyleClass().add("tool-row");
        HBox search = new HBox(find, findCount);
        search.getStyleClass().add("tool-row");
        search.setAlignment(Pos.CENTER_LEFT);
        findCount.setMinWidth(Region.USE_PREF_SIZE);
        findCount.getStyleClass().add(Styles.TEXT_MUTED);
        jump.setId("follow-jump");
        jump.getStyleClass().addAll(Styles.ACCENT, Styles.SMALL, "jump");
        jump.setVisible(false);
        jump.setOnAction(event -> toEnd());
        empty.getStyleClass().add(Styles.TEXT_MUTED);
        empty.setWrapText(true);
        empty.setMouseTransparent(true);
        StackPane stack = new StackPane(lines, empty, jump);
        StackPane.setAlignment(jump, Pos.BOTTOM_CENTER);
        stack.setMinHeight(60);
        root.setTop(new VBox(tools, search));
        root.setCenter(stack);
        lines.tailProperty().addListener((property, before, atEnd) -> newRows = 0);
    }

    private ToggleButton toggle(Rendering value, String pill) {
        ToggleButton button = new ToggleButton(Messages.get("follow.rendering." + value));
        button.setId("rendering-" + value);
        button.setToggleGroup(renderings);
        button.setSelected(value == rendering);
        button.getStyleClass().add(pill);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setTooltip(new Tooltip(Messages.get("follow.rendering.tip." + value)));
        button.setOnAction(event -> button.setSelected(true)); // one button is always selected
        // Not setOnAction: the arrow keys select without an action event.
        button.selectedProperty().addListener((property, before, chosen) -> {
            if (chosen && rendering != value) {
                rendering = value;
                reshow();
            }
        });
        return button;
    }

    private void direction() {
        direction.setId("follow-direction");
        direction.getItems().setAll(Direction.values());
        direction.setValue(Direction.BOTH);
        direction.setMinWidth(Region.USE_PREF_SIZE);
        direction.setAccessibleText(Messages.get("follow.direction.accessible"));
        direction.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Direction value) {
                return value == null ? "" : Messages.get("follow.direction." + value);
            }

            @Override
            public Direction fromString(String text) {
                throw new UnsupportedOperationException("not editable");
            }
        });
        direction.valueProperty().addListener((property, before, value) -> reshow());
    }

    private void find() {
        find.setId("follow-find");
        find.setPromptText(Messages.get("follow.find.prompt"));
        find.setAccessibleText(Messages.get("follow.find.accessible"));
        find.textProperty().addListener((property, before, words) -> {
            lines.mark(words);
            if (words.isEmpty()) {
                findCount.setText("");
                toEnd();
            } else {
                find(transcript.size() - 1, false);
            }
        });
        find.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                int from = lines.cursor() < 0 ? transcript.size() - 1 : lines.cursor();
                find(event.isShiftDown() ? from - 1 : from + 1, !event.isShiftDown());
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE && !find.getText().isEmpty()) {
                find.clear();
                event.consume();
            }
        });
    }

    private void find(int from, boolean forward) {
        String words = find.getText();
        if (words.isEmpty()) {
            return;
        }
        int at = transcript.find(words, from, forward);
        if (at >= 0) {
            lines.reveal(at);
        }
        count(words);
    }

    private void count(String words) {
        long hits = 0;
        for (int i = 0; i < transcript.size(); i++) {
            hits += transcript.contains(i, words) ? 1 : 0;
        }
        findCount.setText(Messages.get(hits == 0 ? "follow.find.none" : "follow.find.some", DisplayFormat.count(hits)));
    }

    private void reshow() {
        transcript.show(rendering, direction.getValue());
        toEnd();
        if (!find.getText().isEmpty()) {
            count(find.getText());
        }
    }

    private void toEnd() {
        newRows = 0;
        lines.toEnd();
        updateJump();
    }

    private void updateJump() {
        jump.setVisible(!lines.tailProperty().get());
        jump.setText(Messages.get("follow.jump", DisplayFormat.count(newRows)));
    }

    /** Follows a connection; null for none. */
    public void follow(@Nullable FollowBuffer next) {
        buffer = next;
        nextSegment = 0;
        transcript.clear();
        find.clear();
        toEnd();
    }

    /** Clears the traffic. */
    public void clear() {
        transcript.clear();
        toEnd();
    }

    /** Shows new traffic; called 20 times per second. */
    public void refresh(long now) {
        FollowBuffer from = buffer;
        if (from == null) {
            return;
        }
        List<TrafficSegment> fresh = from.since(nextSegment, now);
        empty.setVisible(transcript.size() == 0 && fresh.isEmpty());
        if (fresh.isEmpty()) {
            return;
        }
        nextSegment = fresh.get(fresh.size() - 1).number() + 1;
        int before = transcript.size();
        long droppedBefore = transcript.dropped();
        transcript.add(fresh);
        newRows += transcript.size() - before + transcript.dropped() - droppedBefore;
        updateJump();
        lines.refresh();
    }

    /** Returns the selected rendering. */
    public Rendering rendering() {
        return rendering;
    }

    /** Returns the segments that are shown, in any direction. */
    public List<TrafficSegment> segments() {
        return transcript.segments();
    }

    /** Focuses the search field. */
    public void focusFind() {
        find.requestFocus();
        find.selectAll();
    }

    /** Returns the root node. */
    public BorderPane root() {
        return root;
    }
}
