package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;

/** Selecting ranges in a list, copying them as lines, and a context menu. */
final class ListCopy {
    private ListCopy() {}

    /**
     * Installs the keys and the menu.
     *
     * @param text text of an item
     * @param reveal shows the connection of the selected item
     */
    static <T> void install(ListView<T> list, Function<T, String> text, Runnable reveal) {
        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        Runnable copy = () -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(list.getSelectionModel().getSelectedItems().stream()
                    .map(text)
                    .collect(Collectors.joining("\n", "", "\n")));
            Clipboard.getSystemClipboard().setContent(content);
        };
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.C && event.isShortcutDown() && !event.isShiftDown()) {
                copy.run();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER) {
                reveal.run();
                event.consume();
            }
        });
        list.setContextMenu(new ContextMenu(
                item("list.copy", copy),
                item("list.select-all", () -> list.getSelectionModel().selectAll()),
                item("list.reveal", reveal)));
    }

    private static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(Messages.get(key));
        item.setId(key.replace('.', '-'));
        item.setOnAction(event -> action.run());
        return item;
    }
}
