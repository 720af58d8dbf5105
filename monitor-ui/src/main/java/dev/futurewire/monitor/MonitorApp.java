package dev.futurewire.monitor;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.source.Demonstration;
import dev.futurewire.monitor.source.EmbeddedServer;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.ui.FileDialogs;
import dev.futurewire.monitor.ui.MonitorWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Application;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The JavaFX application: a window, an embedded echo server, and the servers and files of the command line. */
public final class MonitorApp extends Application {
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable MonitorWindow window;

    /** Called by JavaFX. */
    public MonitorApp() {}

    @Override
    public void start(Stage stage) throws IOException {
        LaunchOptions options = LaunchOptions.parse(getParameters().getRaw());
        EmbeddedServer echo = EmbeddedServer.echo(options.port());
        open.add(echo);
        MonitorWindow shown =
                new MonitorWindow(stage, Settings.load(options.settings()), new FileDialogs(stage), this::demonstrate);
        window = shown;
        shown.add(new Session(
                Session.Origin.EMBEDDED,
                Messages.get("session.embedded", Integer.toString(echo.address().getPort())),
                echo::feed,
                System::currentTimeMillis));
        if (echo.otherPort()) {
            shown.say(Messages.get(
                    "status.other-port",
                    Integer.toString(options.port()),
                    Integer.toString(echo.address().getPort())));
        }
        for (FeedAddress target : options.attach()) {
            shown.attach(target);
        }
        if (options.recording() != null) {
            shown.openRecording(options.recording());
        }
        if (options.demonstration()) {
            shown.demonstrate();
        }
        shown.show();
    }

    private Session demonstrate() throws IOException {
        Demonstration demonstration = Demonstration.start();
        open.add(demonstration);
        return new Session(
                Session.Origin.DEMONSTRATION,
                Messages.get(
                        "session.demo", Integer.toString(demonstration.address().getPort())),
                demonstration::feed,
                System::currentTimeMillis);
    }

    /** Returns the window, for tests. */
    @Nullable
    MonitorWindow window() {
        return window;
    }

    @Override
    public void stop() throws Exception {
        if (window != null) {
            window.close();
        }
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
