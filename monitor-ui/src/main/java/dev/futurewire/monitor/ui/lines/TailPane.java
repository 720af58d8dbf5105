package dev.futurewire.monitor.ui.lines;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/**
 * Lines of traffic with what belongs to them everywhere: a note while there are none, a button that appears while the end is not
 * followed, copying, and a context menu.
 */
final class TailPane extends StackPane {
    private final Transcript transcript;
    private final LinesPane lines;
    private final Label empty = new Label();
    private final Button jump = new Button();
    private final ContextMenu menu = new ContextMenu();
    private long newRows;

    TailPane(String id, Transcript transcript, LinesPane lines) {
        this.transcript = transcript;
        this.lines = lines;
        lines.setId(id + "-lines");
        jump.setId(id + "-jump");
        jump.getStyleClass().addAll(Styles.ACCENT, Styles.SMALL, "jump");
        jump.setMinWidth(Region.USE_PREF_SIZE);
        jump.setVisible(false);
        jump.setOnAction(event -> toEnd());
        empty.setId(id + "-empty");
        empty.getStyleClass().add(Styles.TEXT_MUTED);
        empty.setWrapText(true);
        empty.setMouseTransparent(true);
        getChildren().addAll(lines, empty, jump);
        setAlignment(jump, Pos.BOTTOM_CENTER);
        setMinHeight(60);
        lines.tailProperty().addListener((property, before, atEnd) -> {
            newRows = 0;
            updateJump();
        });
        lines.addEventHandler(javafx.scene.input.KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.C && event.isShortcutDown() && !event.isShiftDown()) {
                copy();
                event.consume();
            }
        });
        item("copy", this::copy);
        item("copy-raw", this::copyRaw);
        item("copy-hex", this::copyHex);
        item("select-all", lines::selectAll);
        lines.setOnContextMenuRequested(event -> menu.show(lines, event.getScreenX(), event.getScreenY()));
        lines.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.SECONDARY && !menu.isShowing()) {
                menu.show(lines, event.getScreenX(), event.getScreenY());
            } else if (event.getButton() != MouseButton.SECONDARY) {
                menu.hide();
            }
        });
    }

    private void item(String name, Runnable action) {
        MenuItem item = new MenuItem(Messages.get("lines." + name));
        item.setId("lines-" + name);
        item.setOnAction(event -> action.run());
        menu.getItems().add(item);
    }

    /** Returns the context menu, for further items. */
    ContextMenu menu() {
        return menu;
    }

    void toEnd() {
        newRows = 0;
        lines.toEnd();
        updateJump();
    }

    /** Begins anew with other lines. */
    void reset() {
        newRows = 0;
        lines.reset();
        updateJump();
    }

    /** Appends messages, and replaces the incomplete ones at the end. */
    void add(List<TrafficSegment> fresh, List<TrafficSegment> incomplete) {
        int before = transcript.size();
        long droppedBefore = transcript.dropped();
        transcript.add(fresh, incomplete);
        newRows += Math.max(0, transcript.size() - before + transcript.dropped() - droppedBefore);
        updateJump();
        lines.refresh();
    }

    private void updateJump() {
        jump.setVisible(!lines.tailProperty().get());
        jump.setText(
                newRows == 0
                        ? Messages.get("follow.jump.none")
                        : Messages.get("follow.jump", DisplayFormat.count(newRows)));
    }

    /** Shows a note while there are no lines. */
    void explain(String note) {
        empty.setVisible(transcript.size() == 0);
        if (!note.equals(empty.getText())) {
            empty.setText(note);
        }
    }

    /** Copies the selected lines with all of their characters. */
    void copy() {
        put(lines.selectedLines().stream().map(transcript::whole).collect(Collectors.joining("\n", "", "\n")));
    }

    private void copyRaw() {
        put(segments().stream()
                .map(segment -> new String(segment.bytes(), StandardCharsets.UTF_8))
                .collect(Collectors.joining()));
    }

    private void copyHex() {
        put(segments().stream()
                .map(segment -> HexFormat.ofDelimiter(" ").formatHex(segment.bytes()))
                .collect(Collectors.joining("\n")));
    }

    /** Returns the segments of the selected lines, each once. */
    private List<TrafficSegment> segments() {
        return lines.selectedLines().stream()
                .map(index -> transcript.line(index).segment())
                .distinct()
                .toList();
    }

    private static void put(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
