package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Settings;
import javafx.scene.Parent;
import javafx.scene.Scene;

/** The window's colours and the size of its texts, remembered. */
final class Appearance {
    private static final double LEAST_FONT = 10;
    private static final double GREATEST_FONT = 22;
    private static final double FONT = 13;

    private final Settings settings;
    private final Scene scene;
    private final Parent root;
    private Theme theme;
    private double font;

    Appearance(Settings settings, Scene scene) {
        this.settings = settings;
        this.scene = scene;
        root = scene.getRoot();
        theme = Theme.of(settings.get("theme", "dark"));
        font = Math.max(LEAST_FONT, Math.min(GREATEST_FONT, settings.number("font", FONT)));
        root.setStyle(fontStyle());
        theme(theme);
    }

    Theme theme() {
        return theme;
    }

    String fontStyle() {
        return "-fx-font-size: " + font + "px;";
    }

    void nextTheme() {
        theme(theme.next());
    }

    private void theme(Theme next) {
        theme = next;
        next.apply(scene);
        settings.put("theme", next);
    }

    /** Larger or smaller texts; 0 for the usual size. */
    void font(double change) {
        font = change == 0 ? FONT : Math.max(LEAST_FONT, Math.min(GREATEST_FONT, font + change));
        root.setStyle(fontStyle());
        settings.put("font", font);
    }
}
