package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/** A reusable row that shows one line of a transcript. */
final class LineRow extends HBox {
    private static final PseudoClass INBOUND = PseudoClass.getPseudoClass("inbound");
    private static final PseudoClass OUTBOUND = PseudoClass.getPseudoClass("outbound");
    private static final PseudoClass GAP = PseudoClass.getPseudoClass("gap");
    private static final PseudoClass FOUND = PseudoClass.getPseudoClass("found");
    private static final PseudoClass CURSOR = PseudoClass.getPseudoClass("cursor");

    private final Label time = label("line-time");
    private final Label connection = label("line-connection");
    private final Label arrow = label("line-arrow");
    private final Label text = label("line-text");
    private final HBox marked = new HBox(label("line-text"), label("line-match"), label("line-text"));
    private final boolean withConnection;
    private @Nullable Content shown;

    /** What a row shows; a row that shows the same content again is not drawn again. */
    record Content(
            Transcript.Line line, String text, int from, int to, int column, boolean selected, TimeStyle times) {}

    LineRow(boolean withConnection) {
        this.withConnection = withConnection;
        getStyleClass().add("line-row");
        text.setTextOverrun(OverrunStyle.CLIP);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMinWidth(0);
        marked.setAlignment(Pos.CENTER_LEFT);
        if (withConnection) {
            getChildren().addAll(time, connection, arrow, text);
        } else {
            getChildren().addAll(time, arrow, text);
        }
        setManaged(false);
    }

    private static Label label(String styleClass) {
        Label label = new Label();
        label.getStyleClass().add(styleClass);
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    /** Shows a line; does nothing if nothing changed. */
    void show(Content next) {
        if (next.equals(shown)) {
            return;
        }
        shown = next;
        TrafficSegment segment = next.line().segment();
        boolean first = next.line().row() == 0;
        time.setText(next.times().text(next.line()));
        arrow.setText(arrow(segment, first));
        if (withConnection) {
            connection.setText(first ? "#" + segment.connection() : "");
        }
        boolean isFound = next.from() >= 0;
        String words = next.text();
        String visible = from(words, next.column());
        text.setText(Glyphs.shown(visible));
        text.setContentDisplay(isFound ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.TEXT_ONLY);
        if (isFound) {
            int column = Math.min(next.column(), words.length());
            int start = Math.max(next.from(), column);
            int end = Math.max(next.to(), column);
            part(0, words.substring(column, start));
            part(1, words.substring(start, end));
            part(2, words.substring(end));
            text.setGraphic(marked);
        } else {
            text.setGraphic(null);
        }
        pseudoClassStateChanged(INBOUND, segment.inbound() && !segment.gap());
        pseudoClassStateChanged(OUTBOUND, !segment.inbound() && !segment.gap());
        pseudoClassStateChanged(GAP, segment.gap());
        pseudoClassStateChanged(FOUND, isFound);
        pseudoClassStateChanged(CURSOR, next.selected());
        setVisible(true);
    }

    private void part(int index, String value) {
        ((Label) marked.getChildren().get(index)).setText(Glyphs.shown(value));
    }

    private static String from(String text, int column) {
        return column < text.length() ? text.substring(column) : "";
    }

    private static String arrow(TrafficSegment segment, boolean first) {
        if (segment.gap()) {
            return "⋯ ";
        }
        if (!first) {
            return "  ";
        }
        String sign = switch (segment.kind()) {
            case PARTIAL -> "…";
            case REST -> "↳";
            case UNKNOWN -> "?";
            default -> " ";
        };
        return (segment.inbound() ? "→" : "←") + sign;
    }

    void hide() {
        shown = null;
        setVisible(false);
    }

    /** Returns where the text begins. */
    double textLeft() {
        return text.getLayoutX();
    }

    /** Returns the font of the text. */
    Font textFont() {
        return text.getFont();
    }

    /** Returns the text for screen readers. */
    String spoken() {
        return time.getText() + " " + arrow.getText() + " " + text.getText();
    }
}
