package dev.futurewire.monitor.ui.lines;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.Transcript;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The search in a transcript: the newest match first, then one after the other, with the number of the match and of all. */
final class FindBar {
    private final Transcript transcript;
    private final LinesPane lines;
    private final Runnable ended;
    private final TextField field = new TextField();
    private final Label count = new Label();
    private final Button previous = new Button("↑");
    private final Button next = new Button("↓");
    private final HBox root = new HBox(field, count, previous, next);
    private boolean wrapped;

    FindBar(Transcript transcript, LinesPane lines, Runnable ended) {
        this.transcript = transcript;
        this.lines = lines;
        this.ended = ended;
        field.setId("follow-find");
        field.setPromptText(Messages.get("follow.find.prompt"));
        field.setAccessibleText(Messages.get("follow.find.accessible"));
        field.textProperty().addListener((property, before, words) -> search(words));
        field.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                go(!event.isShiftDown());
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE && !field.getText().isEmpty()) {
                field.clear();
                event.consume();
            }
        });
        HBox.setHgrow(field, Priority.ALWAYS);
        count.setId("find-count");
        count.setMinWidth(Region.USE_PREF_SIZE);
        count.getStyleClass().add(Styles.TEXT_MUTED);
        button(previous, "follow.find.previous", false);
        button(next, "follow.find.next", true);
        root.getStyleClass().add("tool-row");
        root.setAlignment(Pos.CENTER_LEFT);
    }

    private void button(Button button, String text, boolean forward) {
        button.setAccessibleText(Messages.get(text));
        button.setTooltip(new Tooltip(Messages.get(text)));
        button.getStyleClass().add(Styles.FLAT);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> go(forward));
    }

    private void search(String words) {
        wrapped = false;
        transcript.search(words);
        if (words.isEmpty()) {
            ended.run();
        } else if (transcript.hits() > 0) {
            lines.reveal(transcript.hit(transcript.hits() - 1));
        } else {
            lines.refresh();
        }
        update();
    }

    /** Moves to the next match, or to the previous one; continues at the other end. */
    private void go(boolean forward) {
        if (field.getText().isEmpty() || transcript.hits() == 0) {
            return;
        }
        int cursor = lines.cursor();
        int from = cursor < 0 ? transcript.size() : cursor + (forward ? 1 : -1);
        int hit = from < 0 ? -1 : transcript.hitFrom(from, forward);
        wrapped = hit < 0;
        if (hit < 0) {
            hit = forward ? 0 : transcript.hits() - 1;
        }
        lines.reveal(transcript.hit(hit));
        update();
    }

    /** Shows the number of the current match and of all, which may have changed. */
    void update() {
        int hits = transcript.hits();
        if (field.getText().isEmpty()) {
            count.setText("");
        } else if (hits == 0) {
            count.setText(Messages.get("follow.find.none"));
        } else {
            int current = lines.cursor() < 0 ? -1 : transcript.hitFrom(lines.cursor(), false);
            String number = DisplayFormat.count(Math.max(0, current) + 1L);
            count.setText(Messages.get(
                    wrapped ? "follow.find.wrapped" : "follow.find.some", number, DisplayFormat.count((long) hits)));
        }
        previous.setDisable(hits == 0);
        next.setDisable(hits == 0);
    }

    void clear() {
        field.clear();
    }

    void focus() {
        field.requestFocus();
        field.selectAll();
    }

    Node root() {
        return root;
    }
}
