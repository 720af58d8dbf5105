package dev.futurewire.monitor;

import dev.futurewire.observe.Printable;
import java.util.List;
import java.util.Locale;
import javafx.application.Application;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: reports a bad option or a missing display before JavaFX starts. */
public final class Main {
    private static final int BAD_START = 2;

    private Main() {}

    /** Opens the window, or prints one line about the problem and exits with status 2. */
    public static void main(String[] args) {
        try {
            if (LaunchOptions.parse(List.of(args)).help()) {
                System.out.print(LaunchOptions.usage());
                return;
            }
        } catch (ParameterException bad) {
            fail(Printable.escape(describe(bad)) + "; see --help");
        }
        if (!hasDisplay()) {
            fail("no display (DISPLAY and WAYLAND_DISPLAY are not set): open the window on a virtual one with"
                    + " 'xvfb-run mvn -q javafx:run', or do without and run the server by itself:"
                    + " 'mvn -q -pl server -am compile exec:java -Dexec.args=\"--feed 7001\"', then"
                    + " 'futurewire ps 127.0.0.1:7001'");
        }
        Application.launch(MonitorApp.class, args);
    }

    private static String describe(ParameterException bad) {
        if (bad instanceof UnmatchedArgumentException unmatched) {
            return "unknown " + (unmatched.isUnknownOption() ? "option" : "argument") + " '"
                    + unmatched.getUnmatched().get(0) + "'";
        }
        return String.valueOf(bad.getMessage()).replaceFirst("^Error: ", "");
    }

    private static void fail(String problem) {
        System.err.println("futurewire-monitor: " + problem);
        System.exit(BAD_START);
    }

    private static boolean hasDisplay() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        return !linux
                || System.getProperty("glass.platform") != null // a virtual screen
                || isSet("DISPLAY")
                || isSet("WAYLAND_DISPLAY");
    }

    private static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }
}
