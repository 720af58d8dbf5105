package dev.futurewire.monitor;

import atlantafx.base.theme.PrimerLight;
import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The monitor's window: an embedded echo server and its live connections. */
public final class MonitorApp extends Application {
    private static final int PORT = 7000;
    private static final double REFRESH_MILLIS = 250;

    private @Nullable AsyncServer server;

    /** For JavaFX, which creates the application itself. */
    public MonitorApp() {}

    @Override
    public void start(Stage stage) throws IOException {
        AsyncServer echo = listen(port());
        server = echo;
        Application.setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        ConnectionsTable connections =
                new ConnectionsTable("nc 127.0.0.1 " + echo.localAddress().getPort());
        Label title = new Label(
                "echo \u00b7 embedded  127.0.0.1:" + echo.localAddress().getPort());
        title.setId("server");
        title.setPadding(new Insets(10));
        BorderPane root = new BorderPane(connections.view());
        root.setTop(title);
        Timeline refresh = new Timeline(
                new KeyFrame(javafx.util.Duration.millis(REFRESH_MILLIS), tick -> connections.show(lines(echo))));
        refresh.setCycleCount(Animation.INDEFINITE);
        refresh.play();
        stage.setTitle("Futurewire monitor");
        stage.setScene(new Scene(root, 1100, 700));
        // JavaFX 21 opens a 200x200 window under some window managers, whatever size the scene asks for.
        stage.setOnShown(event -> Platform.runLater(stage::sizeToScene));
        stage.show();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.shutdown(Duration.ZERO).join();
        }
    }

    private int port() {
        String named = getParameters().getNamed().get("port");
        return named == null ? PORT : Integer.parseInt(named);
    }

    /** The port that was asked for, or a free one if that is in use. */
    private static AsyncServer listen(int port) throws IOException {
        EchoService echo = new EchoService();
        ServiceOptions options = ServiceOptions.builder().build();
        ServerOptions server =
                ServerOptions.builder().channel(echo.channelOptions(options)).build();
        try {
            return AsyncServer.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), server, echo.handler(options));
        } catch (BindException inUse) {
            return AsyncServer.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), server, echo.handler(options));
        }
    }

    private static List<ConnectionLine> lines(AsyncServer server) {
        Instant now = Instant.now();
        return server.connections().stream()
                .map(channel -> ConnectionLine.of(channel.snapshot(), now))
                .toList();
    }
}
