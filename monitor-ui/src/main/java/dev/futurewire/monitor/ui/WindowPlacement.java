package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Settings;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Position and size of the window, kept in the settings and restored if still on a screen. */
final class WindowPlacement {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;
    private static final double MIN_WIDTH = 1000;
    private static final double MIN_HEIGHT = 640;
    private static final double MIN_VISIBLE = 100;

    /** What the frame and the title bar take of the screen, at most. */
    private static final double FRAME_WIDTH = 16;

    private static final double FRAME_HEIGHT = 48;

    private WindowPlacement() {}

    /** Returns the width of the scene: the one kept, or one that fits the screen with the window's frame. */
    static double width(Settings settings) {
        double room = screen().getWidth() - FRAME_WIDTH;
        return Math.max(Math.min(MIN_WIDTH, room), settings.number("window.width", Math.min(WIDTH, room)));
    }

    static double height(Settings settings) {
        double room = screen().getHeight() - FRAME_HEIGHT;
        return Math.max(Math.min(MIN_HEIGHT, room), settings.number("window.height", Math.min(HEIGHT, room)));
    }

    private static Rectangle2D screen() {
        return Screen.getPrimary().getVisualBounds();
    }

    static void restore(Stage stage, Settings settings) {
        stage.setMinWidth(Math.min(MIN_WIDTH, screen().getWidth()));
        stage.setMinHeight(Math.min(MIN_HEIGHT, screen().getHeight()));
        double x = settings.number("window.x", Double.NaN);
        double y = settings.number("window.y", Double.NaN);
        if (!Double.isNaN(x) && !Double.isNaN(y) && onScreen(x, y)) {
            stage.setX(x);
            stage.setY(y);
        }
        stage.setMaximized(Boolean.parseBoolean(settings.get("window.maximized", "false")));
        sizeAfterShowing(stage);
    }

    /** Works around JavaFX 21, which opens a 200x200 window under some window managers regardless of the scene. */
    static void sizeAfterShowing(Window window) {
        window.setOnShown(event -> Platform.runLater(() -> {
            boolean maximized = window instanceof Stage stage && stage.isMaximized();
            if (!maximized) {
                window.sizeToScene();
            }
        }));
    }

    private static boolean onScreen(double x, double y) {
        Rectangle2D corner = new Rectangle2D(x, Math.max(0, y), MIN_VISIBLE, MIN_VISIBLE);
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
