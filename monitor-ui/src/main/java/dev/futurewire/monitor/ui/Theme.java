package dev.futurewire.monitor.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.paint.Color;

/** Color themes. */
enum Theme {
    /** Light on dark. */
    DARK,
    /** Dark on light. */
    LIGHT,
    /** White and strong colors on black. */
    CONTRAST;

    /** Returns the theme with this name, or the dark one. */
    static Theme of(String name) {
        for (Theme theme : values()) {
            if (theme.name().equalsIgnoreCase(name)) {
                return theme;
            }
        }
        return DARK;
    }

    /** Returns the next theme, cyclically. */
    Theme next() {
        return switch (this) {
            case DARK -> LIGHT;
            case LIGHT -> CONTRAST;
            case CONTRAST -> DARK;
        };
    }

    /** Applies the theme to the application and to this scene. */
    void apply(Scene scene) {
        Application.setUserAgentStylesheet(
                this == LIGHT ? new PrimerLight().getUserAgentStylesheet() : new PrimerDark().getUserAgentStylesheet());
        dress(scene);
    }

    /** Applies the theme's style sheets and background to a scene, of the window or a dialog. */
    void dress(Scene scene) {
        scene.getStylesheets().setAll(sheet("monitor.css"));
        if (this == CONTRAST) {
            scene.getStylesheets().add(sheet("contrast.css"));
        }
        // The fill shows between nodes; the default would be white hairlines in a dark window.
        scene.setFill(
                switch (this) {
                    case DARK -> Color.web("#0d1117");
                    case LIGHT -> Color.WHITE;
                    case CONTRAST -> Color.BLACK;
                });
    }

    private static String sheet(String name) {
        URL url = Objects.requireNonNull(Theme.class.getResource(name), name);
        return url.toExternalForm();
    }

    /** Returns the name used in the settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
