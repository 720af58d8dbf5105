package dev.futurewire.monitor;

import java.util.Locale;
import javafx.application.Application;

/** The entry point of the monitor: explains a missing display before JavaFX fails on it. */
public final class Main {
    private Main() {}

    /** Opens the window, or says in one line why that is impossible and exits with status 2. */
    public static void main(String[] args) {
        if (!hasDisplay()) {
            System.err.println("futurewire-monitor: no display; set DISPLAY or WAYLAND_DISPLAY");
            System.exit(2);
        }
        Application.launch(MonitorApp.class, args);
    }

    private static boolean hasDisplay() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        return !linux
                || System.getProperty("glass.platform") != null // a screen in memory
                || isSet("DISPLAY")
                || isSet("WAYLAND_DISPLAY");
    }

    private static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }
}
