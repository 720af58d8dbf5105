package dev.futurewire.monitor.ui.lines;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.decode.MessageDecoders;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.Conversation;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.monitor.model.follow.Rendering;
import dev.futurewire.monitor.model.follow.SegmentText;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import java.util.List;
import java.util.function.Function;
import javafx.scene.control.ComboBox;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** The live traffic of a connection, as messages with a color for each direction, with search. */
public final class FollowView {
    private final Transcript transcript = new Transcript();
    private final LinesPane lines = new LinesPane(transcript, false);
    private final TailPane pane = new TailPane("follow", transcript, lines);
    private final FindBar find = new FindBar(transcript, lines, pane::toEnd);
    private final ToggleGroup renderings = new ToggleGroup();
    private final ComboBox<MessageDecoder> decoder =
            choice("follow-decoder", MessageDecoders.all(), MessageDecoder::name);
    private final ViewMenu view = new ViewMenu(this::reshow, lines::times);
    private final MenuButton save = new MenuButton(Messages.get("follow.save"));
    private final BorderPane root = new BorderPane();

    private @Nullable FollowBuffer buffer;
    private Conversation conversation = new Conversation(new FollowBuffer(0), MessageDecoders.LINES);
    private Rendering rendering = Rendering.TEXT;

    /** Formats in which traffic is saved. */
    public enum SaveFormat {
        /** The messages as they are shown, with times. */
        TEXT,
        /** The bytes of both directions. */
        RAW,
        /** The bytes received. */
        RAW_IN,
        /** The bytes sent. */
        RAW_OUT,
        /** A capture for Wireshark. */
        PCAPNG
    }

    /** Saves the traffic. */
    public interface SaveAction {
        /** Saves the traffic in a format. */
        void save(SaveFormat format);
    }

    /**
     * Creates a view that follows no connection.
     *
     * @param saveAction called to save the traffic
     */
    public FollowView(SaveAction saveAction) {
        lines.setAccessibleText(Messages.get("follow.lines.accessible"));
        HBox renderingButtons = new HBox(
                toggle(Rendering.TEXT, Styles.LEFT_PILL),
                toggle(Rendering.ESCAPED, Styles.CENTER_PILL),
                toggle(Rendering.HEX, Styles.RIGHT_PILL));
        renderingButtons.setMinWidth(Region.USE_PREF_SIZE);
        decoder.valueProperty().addListener((property, before, value) -> decode());
        save.setId("follow-save");
        save.setMinWidth(Region.USE_PREF_SIZE);
        save.setTooltip(new Tooltip(Messages.get("follow.save.tip")));
        pane.menu().getItems().add(new javafx.scene.control.SeparatorMenuItem());
        for (SaveFormat format : SaveFormat.values()) {
            save.getItems().add(saveItem(saveAction, format));
            pane.menu().getItems().add(saveItem(saveAction, format));
        }
        FlowPane tools = new FlowPane(renderingButtons, decoder, view.button(), save);
        tools.getStyleClass().addAll("tool-row", "follow-tools");
        root.setTop(new VBox(tools, find.root()));
        root.setCenter(pane);
        root.widthProperty().addListener((property, before, width) -> {
            if (view.wraps()) {
                reshow();
            }
        });
    }

    private static MenuItem saveItem(SaveAction action, SaveFormat format) {
        MenuItem item = new MenuItem(Messages.get("follow.save." + format));
        item.setId("save-" + format);
        item.setOnAction(event -> action.save(format));
        return item;
    }

    private static <T> ComboBox<T> choice(String id, List<T> values, Function<T, String> name) {
        ComboBox<T> box = new ComboBox<>();
        box.setId(id);
        box.getItems().setAll(values);
        box.setValue(values.get(0));
        box.setMinWidth(Region.USE_PREF_SIZE);
        box.getStyleClass().add("follow-choice");
        box.setAccessibleText(Messages.get(id.replace('-', '.') + ".accessible"));
        box.setTooltip(new Tooltip(Messages.get(id.replace('-', '.') + ".accessible")));
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : name.apply(value);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("not editable");
            }
        });
        return box;
    }

    private ToggleButton toggle(Rendering value, String pill) {
        ToggleButton button = new ToggleButton(Messages.get("follow.rendering." + value));
        button.setId("rendering-" + value);
        button.setToggleGroup(renderings);
        button.setSelected(value == rendering);
        button.getStyleClass().addAll(pill, Styles.SMALL);
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

    /** Splits all traffic that is held anew, as another decoder does. */
    private void decode() {
        FollowBuffer from = buffer;
        transcript.clear();
        reshow();
        if (from != null) {
            conversation = new Conversation(from, decoder.getValue());
            pane.add(conversation.read(), conversation.incomplete(System.currentTimeMillis()));
        }
        pane.toEnd();
        find.update();
    }

    private void reshow() {
        transcript.show(decoder.getValue(), rendering, view.direction(), view.wraps() ? lines.visibleColumns() : 0);
        pane.reset();
        find.update();
    }

    /** Follows a connection; null for none. */
    public void follow(@Nullable FollowBuffer next) {
        buffer = next;
        conversation = new Conversation(next == null ? new FollowBuffer(0) : next, decoder.getValue());
        transcript.clear();
        find.clear();
        pane.reset();
    }

    /** Clears the traffic that is shown; what has been received is still saved. */
    public void clear() {
        conversation.skipToEnd();
        transcript.clear();
        pane.reset();
    }

    /**
     * Shows new traffic; called 10 times per second.
     *
     * @param now current time
     * @param note why there is none, while there is none
     */
    public void refresh(long now, String note) {
        List<TrafficSegment> fresh = conversation.read();
        List<TrafficSegment> incomplete = conversation.incomplete(now);
        if (!fresh.isEmpty() || transcript.incompleteChanged(incomplete)) {
            pane.add(fresh, incomplete);
            find.update();
        }
        pane.explain(note);
    }

    /** Returns what renders the messages. */
    public SegmentText text() {
        return transcript.text();
    }

    /** Returns the segments that are shown, in any direction. */
    public List<TrafficSegment> segments() {
        return transcript.segments();
    }

    /** Returns what holds the traffic, or null. */
    public @Nullable FollowBuffer buffer() {
        return buffer;
    }

    /** Shows the messages as a decoder splits them. */
    public void decoder(String name) {
        decoder.setValue(MessageDecoders.named(name));
    }

    /** Returns the name of the selected decoder. */
    public String decoder() {
        return decoder.getValue().name();
    }

    /** Focuses the search field. */
    public void focusFind() {
        find.focus();
    }

    /** Returns the root node. */
    public BorderPane root() {
        return root;
    }
}
