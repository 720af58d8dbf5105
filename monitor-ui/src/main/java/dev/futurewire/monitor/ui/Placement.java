package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Settings;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Where a window is and how large: as it was, if that is still on a screen. */
final class Placement {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;
    private static final double LEAST_WIDTH = 1000;
    private static final double LEAST_HEIGHT = 640;
    private static final double SEEN = 100;

    private Placement() {}

    static double width(Settings settings) {
        return Math.max(LEAST_WIDTH, settings.number("window.width", WIDTH));
    }

    static double height(Settings settings) {
        return Math.max(LEAST_HEIGHT, settings.number("window.height", HEIGHT));
    }

    static void restore(Stage stage, Settings settings) {
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        double x = settings.number("window.x", Double.NaN);
        double y = settings.number("window.y", Double.NaN);
        if (!Double.isNaN(x) && !Double.isNaN(y) && onScreen(x, y)) {
            stage.setX(x);
            stage.setY(y);
        }
        stage.setMaximized(Boolean.parseBoolean(settings.get("window.maximized", "false")));
        sizeAfterShowing(stage);
    }

    /** JavaFX 21 opens a 200x200 window under some window managers, whatever size the scene asks for. */
    static void sizeAfterShowing(Window window) {
        window.setOnShown(event -> Platform.runLater(() -> {
            boolean maximized = window instanceof Stage stage && stage.isMaximized();
            if (!maximized) {
                window.sizeToScene();
            }
        }));
    }

    private static boolean onScreen(double x, double y) {
        Rectangle2D corner = new Rectangle2D(x, Math.max(0, y), SEEN, SEEN);
        return Screen.getScreens().stream()
                .anyMatch(screen -> screen.getVisualBounds().intersects(corner));
    }

    static void remember(Stage stage, Settings settings) {
        settings.put("window.maximized", stage.isMaximized());
        if (!stage.isMaximized() && stage.getScene() != null) {
            settings.put("window.x", Math.round(stage.getX()));
            settings.put("window.y", Math.round(stage.getY()));
            settings.put("window.width", Math.round(stage.getScene().getWidth()));
            settings.put("window.height", Math.round(stage.getScene().getHeight()));
        }
    }
}
