package dev.futurewire.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** What a person sees and does. */
final class Screen {
    private static final long PATIENCE_SECONDS = 15;

    final FxRobot robot = new FxRobot();

    /** Waits until something is so, as seen from the toolkit's thread. */
    void await(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException late) {
            throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what + "\nshown: " + texts(), late);
        }
    }

    /** Does something on the toolkit's thread and waits for it. */
    <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(10_000, what);
    }

    /** A node that can be seen, by its id. */
    Node node(String id) {
        return fx(() -> visible().stream()
                .filter(node -> id.equals(node.getId()))
                .findFirst()
                .orElse(null));
    }

    boolean shows(String id) {
        return node(id) != null;
    }

    /** The text of a node, by its id; empty if it cannot be seen. */
    String text(String id) {
        Node node = node(id);
        return fx(() -> {
            if (node instanceof Labeled labeled) {
                return String.valueOf(labeled.getText());
            }
            return node instanceof TextInputControl field ? field.getText() : "";
        });
    }

    void awaitText(String id, String part) {
        await("'" + part + "' in #" + id, () -> texts(id).contains(part));
    }

    private String texts(String id) {
        return visible().stream()
                .filter(node -> id.equals(node.getId()))
                .map(node -> node instanceof Labeled labeled ? labeled.getText() : "")
                .collect(Collectors.joining());
    }

    /** All texts that can be seen, in all windows. */
    List<String> texts() {
        return fx(() -> visible().stream()
                .filter(Labeled.class::isInstance)
                .map(node -> ((Labeled) node).getText())
                .filter(text -> text != null && !text.isBlank())
                .toList());
    }

    /** The texts of the cells of the table of connections. */
    List<String> cells() {
        return fx(() -> visible().stream()
                .filter(TableCell.class::isInstance)
                .map(node -> ((TableCell<?, ?>) node).getText())
                .filter(text -> text != null && !text.isBlank())
                .toList());
    }

    void awaitCell(String part) {
        await(
                "a cell with '" + part + "'",
                () -> visible().stream()
                        .filter(TableCell.class::isInstance)
                        .map(node -> ((TableCell<?, ?>) node).getText())
                        .anyMatch(text -> text != null && text.contains(part)));
    }

    void awaitNoCell(String part) {
        await(
                "no cell with '" + part + "'",
                () -> visible().stream()
                        .filter(TableCell.class::isInstance)
                        .map(node -> ((TableCell<?, ?>) node).getText())
                        .noneMatch(text -> text != null && text.contains(part)));
    }

    /** All nodes that can be seen, in all windows; on the toolkit's thread. */
    List<Node> visible() {
        List<Node> nodes = new ArrayList<>();
        for (Window window : List.copyOf(Window.getWindows())) {
            if (window.isShowing() && window.getScene() != null) {
                collect(window.getScene().getRoot(), nodes);
            }
        }
        return nodes;
    }

    private static void collect(Node node, List<Node> into) {
        if (!node.isVisible()) {
            return;
        }
        into.add(node);
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }

    void press(KeyCode... keys) {
        robot.press(keys).release(keys);
        WaitForAsyncUtils.waitForFxEvents();
    }

    void click(String id) {
        robot.clickOn(node(id));
        WaitForAsyncUtils.waitForFxEvents();
    }

    void clickCell(String part) {
        awaitCell(part);
        Node cell = fx(() -> visible().stream()
                .filter(TableCell.class::isInstance)
                .filter(node ->
                        String.valueOf(((TableCell<?, ?>) node).getText()).contains(part))
                .findFirst()
                .orElseThrow());
        robot.clickOn(cell);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Types into a field, as a person would, but all at once. */
    void type(String id, String text) {
        Node node = node(id);
        fx(() -> {
            node.requestFocus();
            ((TextInputControl) node).setText(text);
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }
}
