package dev.futurewire.monitor;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.PopupWindow;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** Reads the visible windows and simulates user input. */
final class UiDriver {
    private static final long TIMEOUT_SECONDS = Long.getLong("ui.timeout", 30);

    /** Longer than the slowest refresh of a view. */
    private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    final FxRobot robot = new FxRobot();

    /** Returns the address of a client of a server on this machine, as the window shows it. */
    static String peer(AsyncChannel client) {
        return ":" + ((InetSocketAddress) client.localAddress()).getPort();
    }

    /** Waits until a condition, evaluated on the toolkit's thread, holds. */
    void await(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    TIMEOUT_SECONDS,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException late) {
            throw new AssertionError("not within " + TIMEOUT_SECONDS + " s: " + what + "\nshown: " + texts(), late);
        }
    }

    /** Runs a task on the toolkit's thread and waits for its result. */
    <T> T fx(Callable<T> what) {
        return WaitForAsyncUtils.waitForAsyncFx(10_000, what);
    }

    /** Returns the visible node with an id, or null. */
    Node node(String id) {
        return fx(() -> visible().stream()
                .filter(node -> id.equals(node.getId()))
                .findFirst()
                .orElse(null));
    }

    boolean shows(String id) {
        return node(id) != null;
    }

    /** Returns the text of the visible node with an id, or an empty string. */
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

    /** Returns all visible texts, in all windows. */
    List<String> texts() {
        return fx(() -> visible().stream()
                .filter(Labeled.class::isInstance)
                .map(node -> ((Labeled) node).getText())
                .filter(text -> text != null && !text.isBlank())
                .toList());
    }

    /** Returns the texts of the cells of the table of connections. */
    List<String> cells() {
        return fx(() -> visible().stream()
                .filter(TableCell.class::isInstance)
                .map(node -> ((TableCell<?, ?>) node).getText())
                .filter(text -> text != null && !text.isBlank())
                .toList());
    }

    /** Returns the texts of a column, from top to bottom. */
    List<String> column(String field) {
        return fx(() -> visible().stream()
                .filter(TableCell.class::isInstance)
                .filter(node -> node.getStyleClass().contains("field-" + field))
                .sorted(Comparator.comparingDouble(
                        node -> node.localToScene(0, 0).getY()))
                .map(node -> ((TableCell<?, ?>) node).getText())
                .filter(text -> text != null && !text.isBlank())
                .toList());
    }

    void clickHeader(String name) {
        Node header = atRest(() -> visible().stream()
                .filter(node -> node.getStyleClass().contains("header-label"))
                .filter(node -> name.equals(((Labeled) node).getText()))
                .findFirst()
                .orElse(null));
        robot.clickOn(header);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Clicks on a header and waits until its column is sorted; the toolkit may merge two quick clicks. */
    void clickHeader(String name, TableColumn.SortType expected) {
        clickHeader(name);
        await(
                name + " sorted " + expected,
                () -> visible().stream()
                        .filter(TableView.class::isInstance)
                        .flatMap(node -> ((TableView<?>) node).getSortOrder().stream())
                        .anyMatch(column -> column.getSortType() == expected));
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

    /** Returns all visible nodes, in all windows; called on the toolkit's thread. */
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

    /** Closes all windows, so that the next test starts without any. */
    void hideAll() {
        fx(() -> {
            List.copyOf(Window.getWindows()).forEach(Window::hide);
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Closes all menus. */
    void hidePopups() {
        fx(() -> {
            List.copyOf(Window.getWindows()).stream()
                    .filter(PopupWindow.class::isInstance)
                    .forEach(Window::hide);
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Waits until a node exists and has stopped moving; banners that appear or disappear move nodes. */
    private Node atRest(Supplier<Node> finding) {
        AtomicReference<Bounds> last = new AtomicReference<>();
        AtomicLong since = new AtomicLong();
        await("a node at rest", () -> {
            Node node = finding.get();
            Bounds now = node == null ? null : node.localToScreen(node.getBoundsInLocal());
            if (now == null || !now.equals(last.getAndSet(now))) {
                since.set(System.nanoTime());
                return false;
            }
            return System.nanoTime() - since.get() >= STILL_NANOS;
        });
        return fx(finding::get);
    }

    /** Waits until a node has stopped moving. */
    void awaitRest(String id) {
        atRest(() -> node(id));
    }

    void press(KeyCode... keys) {
        robot.press(keys).release(keys);
        WaitForAsyncUtils.waitForFxEvents();
    }

    void click(String id) {
        atRest(() -> node(id));
        robot.clickOn(node(id));
        WaitForAsyncUtils.waitForFxEvents();
    }

    void clickCell(String part) {
        awaitCell(part);
        Node cell = atRest(() -> visible().stream()
                .filter(TableCell.class::isInstance)
                .filter(node ->
                        String.valueOf(((TableCell<?, ?>) node).getText()).contains(part))
                .filter(AccessibilityChecks::visible)
                .findFirst()
                .orElse(null));
        robot.clickOn(cell);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Focuses a text field and sets its text. */
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
