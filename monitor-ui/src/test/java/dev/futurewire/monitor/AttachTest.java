package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** Attaching to servers that are processes of their own. */
final class AttachTest {
    private static final Screen SCREEN = new Screen();

    @TempDir
    private Path folder;

    private MonitorApp app;

    @BeforeEach
    void open() throws Exception {
        FxToolkit.registerPrimaryStage();
        app = (MonitorApp)
                FxToolkit.setupApplication(MonitorApp.class, "--port=0", "--settings=" + folder.resolve("settings"));
    }

    @AfterEach
    void close() throws Exception {
        FxToolkit.cleanupApplication(app);
        SCREEN.hideAll();
    }

    private void attach(String address, Path token) {
        SCREEN.press(KeyCode.CONTROL, KeyCode.N);
        SCREEN.await("the dialog", () -> SCREEN.shows("attach-address"));
        SCREEN.type("attach-address", address);
        SCREEN.type("attach-token", token.toString());
        SCREEN.click("attach-ok");
    }

    @Test
    void attachesLosesTheServerAndGetsItBack() throws Exception {
        Path token = folder.resolve("token");
        ServerProcess first = ServerProcess.start(0, 0, token);
        String address = "127.0.0.1:" + first.feedPort;
        AsyncChannel client = connect(first.port);
        client.write("hello\n").get(5, TimeUnit.SECONDS);

        attach(address, token);
        String peer = client.localAddress().toString().replace("/", "");
        SCREEN.awaitCell(peer);
        SCREEN.awaitCell("readUntil EchoService.java:");
        SCREEN.clickCell(peer);
        SCREEN.await("no control", () -> SCREEN.shows("no-control"));
        assertThat(SCREEN.fx(() -> SCREEN.node("details-close").isDisabled())).isTrue();

        first.kill();
        SCREEN.awaitText("banner-text", "Stale for");
        SCREEN.awaitCell(peer); // what was is still shown
        SCREEN.awaitText("banner-text", "next try in");

        Files.deleteIfExists(token);
        try (ServerProcess second = ServerProcess.start(first.port, first.feedPort, token, "--allow-control")) {
            SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
            SCREEN.awaitNoCell(peer);
            AsyncChannel again = connect(second.port);
            SCREEN.awaitCell(again.localAddress().toString().replace("/", ""));
            again.abort();
        }
    }

    @Test
    void saysWhyItCannotAttach() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "0".repeat(64));
        try (ServerProcess server = ServerProcess.start(0, 0, folder.resolve("token"))) {
            attach("127.0.0.1:" + server.feedPort, wrong);
            SCREEN.awaitText("banner-text", "refuses the token");
            // Once the file is right it goes on by itself.
            Files.copy(folder.resolve("token"), wrong, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
            // The service's port is not the feed's.
            attach("127.0.0.1:" + server.port, wrong);
            SCREEN.awaitText("banner-text", "127.0.0.1:" + server.port);
        }
        SCREEN.press(KeyCode.CONTROL, KeyCode.N);
        SCREEN.await("the dialog", () -> SCREEN.shows("attach-address"));
        SCREEN.type("attach-address", "nowhere");
        SCREEN.click("attach-ok");
        SCREEN.awaitText("attach-problem", "is not HOST:PORT");
        SCREEN.type("attach-address", "127.0.0.1:1");
        SCREEN.type("attach-token", folder.resolve("none").toString());
        SCREEN.click("attach-ok");
        SCREEN.awaitText("attach-problem", "no readable token file");
        SCREEN.type("attach-token", wrong.toString());
        SCREEN.click("attach-ok");
        SCREEN.awaitText("banner-text", "cannot be reached");
    }

    private static AsyncChannel connect(int port) throws Exception {
        return AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
    }
}
