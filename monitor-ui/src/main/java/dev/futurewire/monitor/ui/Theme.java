package dev.futurewire.monitor.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.paint.Color;

/** The colours. */
public enum Theme {
    /** Light on dark. */
    DARK,
    /** Dark on light. */
    LIGHT,
    /** White and strong colours on black. */
    CONTRAST;

    /** What the user chose, or dark. */
    public static Theme of(String name) {
        for (Theme theme : values()) {
            if (theme.name().equalsIgnoreCase(name)) {
                return theme;
            }
        }
        return DARK;
    }

    /** The next one. */
    public Theme next() {
        return switch (this) {
            case DARK -> LIGHT;
            case LIGHT -> CONTRAST;
            case CONTRAST -> DARK;
        };
    }

    /** Colours all windows, and this scene's own things. */
    public void apply(Scene scene) {
        Application.setUserAgentStylesheet(
                this == LIGHT ? new PrimerLight().getUserAgentStylesheet() : new PrimerDark().getUserAgentStylesheet());
        dress(scene);
    }

    /** Colours one scene: the main window's, or a dialog's. */
    public void dress(Scene scene) {
        scene.getStylesheets().setAll(sheet("monitor.css"));
        if (this == CONTRAST) {
            scene.getStylesheets().add(sheet("contrast.css"));
        }
        // Where no node paints, the scene shows through: white hairlines in a dark window.
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

    /** For a file of settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
