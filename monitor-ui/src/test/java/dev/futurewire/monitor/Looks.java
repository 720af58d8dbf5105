package dev.futurewire.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;

/** What an eye, or a screen reader, would find fault with. All on the toolkit's thread. */
final class Looks {
    /** Traffic is cut at the pane's edge on purpose: the arrow keys move it. */
    private static final Set<String> CUT_ON_PURPOSE = Set.of("line-text");

    private Looks() {}

    /** Messages that do not fit: ended with dots, or outside of their window. */
    static List<String> truncated(List<Node> visible) {
        List<String> found = new ArrayList<>();
        for (Node node : visible) {
            if (!(node instanceof Labeled labeled)
                    || labeled.getText() == null
                    || labeled.getText().isBlank()
                    || !seen(node)) {
                continue;
            }
            if (labeled.getStyleClass().stream().anyMatch(CUT_ON_PURPOSE::contains)) {
                continue;
            }
            if (labeled.lookup(".text") instanceof Text text
                    && text.getParent() == labeled
                    && !same(text.getText(), labeled.getText())) {
                found.add(describe(node) + ": '" + labeled.getText() + "' is shown as '" + text.getText() + "'");
            } else if (outside(node)) {
                found.add(describe(node) + ": '" + labeled.getText() + "' is outside of the window");
            }
        }
        return found;
    }

    /** A label whose mnemonic is hidden is not cut. */
    private static boolean same(String shown, String wanted) {
        return shown.strip().equals(wanted.strip()) || shown.equals(wanted.replaceFirst("_", ""));
    }

    /** Whether a part of it is within all viewports that it is in. */
    static boolean seen(Node node) {
        Bounds bounds = node.localToScene(node.getBoundsInLocal());
        for (Node parent = node.getParent(); parent != null; parent = parent.getParent()) {
            if (parent.getClip() instanceof Rectangle clip) {
                Bounds port = parent.localToScene(clip.getBoundsInParent());
                if (!inside(port, bounds)) {
                    return false;
                }
            }
        }
        return node.getLayoutBounds().getWidth() > 0;
    }

    private static boolean inside(Bounds port, Bounds bounds) {
        return bounds.getMinX() >= port.getMinX() - 1
                && bounds.getMaxX() <= port.getMaxX() + 1
                && bounds.getMinY() >= port.getMinY() - 1
                && bounds.getMaxY() <= port.getMaxY() + 1;
    }

    private static boolean outside(Node node) {
        Bounds bounds = node.localToScene(node.getBoundsInLocal());
        return bounds.getMaxX() > node.getScene().getWidth() + 1
                || bounds.getMaxY() > node.getScene().getHeight() + 1
                || bounds.getMinX() < -1
                || bounds.getMinY() < -1;
    }

    /** Controls that can have the focus and have nothing to say for themselves. */
    static List<String> unspoken(List<Node> visible) {
        List<String> found = new ArrayList<>();
        for (Node node : visible) {
            if (node instanceof Control
                    && node.isFocusTraversable()
                    && !node.isDisabled()
                    && spoken(node).isBlank()) {
                found.add(describe(node));
            }
        }
        return found;
    }

    private static String spoken(Node node) {
        if (node.getAccessibleText() != null && !node.getAccessibleText().isBlank()) {
            return node.getAccessibleText();
        }
        // A glyph is no word.
        boolean words = node instanceof Labeled labeled
                && labeled.getText() != null
                && labeled.getText().codePoints().anyMatch(Character::isLetter);
        return words && !(node instanceof TextInputControl) ? ((Labeled) node).getText() : "";
    }

    static String describe(Node node) {
        return node.getClass().getSimpleName() + (node.getId() == null ? "" : "#" + node.getId()) + " "
                + node.getStyleClass();
    }
}
