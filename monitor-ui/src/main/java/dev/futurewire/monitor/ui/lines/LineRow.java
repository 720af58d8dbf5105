package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.follow.Rendering;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;

/** A reusable row that shows one line of a transcript. */
final class LineRow extends HBox {
    private static final PseudoClass INBOUND = PseudoClass.getPseudoClass("inbound");
    private static final PseudoClass OUTBOUND = PseudoClass.getPseudoClass("outbound");
    private static final PseudoClass GAP = PseudoClass.getPseudoClass("gap");
    private static final PseudoClass FOUND = PseudoClass.getPseudoClass("found");
    private static final PseudoClass CURSOR = PseudoClass.getPseudoClass("cursor");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Label time = label("line-time");
    private final Label connection = label("line-connection");
    private final Label arrow = label("line-arrow");
    private final Label text = label("line-text");
    private final boolean withConnection;

    private Transcript.@Nullable Line line;
    private @Nullable Rendering rendering;
    private int offset;
    private boolean found;
    private boolean cursor;

    LineRow(boolean withConnection) {
        this.withConnection = withConnection;
        getStyleClass().add("line-row");
        text.setTextOverrun(OverrunStyle.CLIP);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMinWidth(0);
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
    void show(Transcript transcript, int index, int from, boolean isFound, boolean isCursor, String gapText) {
        Transcript.Line next = transcript.line(index);
        if (next.equals(line)
                && transcript.rendering() == rendering
                && from == offset
                && isFound == found
                && isCursor == cursor) {
            return;
        }
        line = next;
        rendering = transcript.rendering();
        offset = from;
        found = isFound;
        cursor = isCursor;
        TrafficSegment segment = next.segment();
        boolean first = next.row() == 0;
        String words = segment.gap() ? gapText : transcript.text(index);
        time.setText(first ? TIME.format(Instant.ofEpochMilli(segment.millis())) : "            ");
        arrow.setText(arrow(segment, first));
        if (withConnection) {
            connection.setText(first ? "#" + segment.connection() : "");
        }
        text.setText(from < words.length() ? words.substring(from) : "");
        pseudoClassStateChanged(INBOUND, segment.inbound() && !segment.gap());
        pseudoClassStateChanged(OUTBOUND, !segment.inbound() && !segment.gap());
        pseudoClassStateChanged(GAP, segment.gap());
        pseudoClassStateChanged(FOUND, isFound);
        pseudoClassStateChanged(CURSOR, isCursor);
        setVisible(true);
    }

    private static String arrow(TrafficSegment segment, boolean first) {
        if (segment.gap()) {
            return "⋯";
        }
        if (!first) {
            return " ";
        }
        return segment.inbound() ? "→" : "←";
    }

    void hide() {
        line = null;
        setVisible(false);
    }

    /** Returns the text for screen readers. */
    String spoken() {
        return time.getText() + " " + arrow.getText() + " " + text.getText();
    }
}
