package dev.futurewire.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;

/** Finds texts that do not fit and controls without an accessible name. Runs on the toolkit's thread. */
final class AccessibilityChecks {
    /** Traffic is clipped at the pane's edge on purpose: the arrow keys scroll it. */
    private static final Set<String> CLIPPED_ON_PURPOSE = Set.of("line-text");

    private AccessibilityChecks() {}

    /** Returns texts that do not fit: truncated with an ellipsis, or outside their window. */
    static List<String> truncated(List<Node> visible) {
        // A text that has just changed is displayed with the next pulse.
        visible.stream().map(Node::getScene).filter(Objects::nonNull).distinct().forEach(scene -> {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        });
        List<String> found = new ArrayList<>();
        for (Node node : visible) {
            if (node.getScene() == null
                    || !(node instanceof Labeled labeled)
                    || labeled.getText() == null
                    || labeled.getText().isBlank()
                    || !visible(node)) {
                continue;
            }
            if (labeled.getStyleClass().stream().anyMatch(CLIPPED_ON_PURPOSE::contains)) {
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

    /** Compares texts, ignoring a hidden mnemonic. */
    private static boolean same(String shown, String wanted) {
        return shown.strip().equals(wanted.strip()) || shown.equals(wanted.replaceFirst("_", ""));
    }

    /** Returns whether a node lies within all viewports that contain it. */
    static boolean visible(Node node) {
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

    /** Returns focusable controls without an accessible name. */
    static List<String> unnamed(List<Node> visible) {
        List<String> found = new ArrayList<>();
        for (Node node : visible) {
            if (node instanceof Control
                    && node.isFocusTraversable()
                    && !node.isDisabled()
                    && accessibleName(node).isBlank()) {
                found.add(describe(node));
            }
        }
        return found;
    }

    private static String accessibleName(Node node) {
        if (node.getAccessibleText() != null && !node.getAccessibleText().isBlank()) {
            return node.getAccessibleText();
        }
        // A glyph is not a name.
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
