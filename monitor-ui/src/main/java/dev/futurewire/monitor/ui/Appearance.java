package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Settings;
import java.util.function.DoubleConsumer;
import javafx.scene.Parent;
import javafx.scene.Scene;

/** Theme and font size of the window, kept in the settings. */
final class Appearance {
    private static final double MIN_FONT = 10;
    private static final double MAX_FONT = 22;
    private static final double DEFAULT_FONT = 13;

    private final Settings settings;
    private final Scene scene;
    private final Parent root;
    private Theme theme;
    private double font;
    private DoubleConsumer scaled = factor -> {};

    Appearance(Settings settings, Scene scene) {
        this.settings = settings;
        this.scene = scene;
        root = scene.getRoot();
        theme = Theme.of(settings.get("theme", "dark"));
        font = Math.max(MIN_FONT, Math.min(MAX_FONT, settings.number("font", DEFAULT_FONT)));
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

    /** Sets what is notified of the factor by which the size of the text changes. */
    void onScaled(DoubleConsumer value) {
        scaled = value;
    }

    /** Returns the size of the text relative to the default. */
    double scale() {
        return font / DEFAULT_FONT;
    }

    /** Changes the font size; 0 restores the default. */
    void font(double change) {
        double before = font;
        font = change == 0 ? DEFAULT_FONT : Math.max(MIN_FONT, Math.min(MAX_FONT, font + change));
        root.setStyle(fontStyle());
        settings.put("font", font);
        scaled.accept(font / before);
    }
}
