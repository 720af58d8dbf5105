package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.AsyncChannel;
import dev.futurewire.monitor.source.FeedAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** Attaching to servers in other processes. */
@Tag("slow")
final class AttachTest {
    private static final UiDriver UI = new UiDriver();

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
        UI.hideAll();
    }

    private void attach(String address, Path token) {
        UI.press(KeyCode.CONTROL, KeyCode.N);
        UI.await("the dialog", () -> UI.shows("attach-address"));
        UI.type("attach-address", address);
        UI.type("attach-token", token.toString());
        UI.click("attach-ok");
    }

    @Test
    void attachesLosesTheServerAndGetsItBack() throws Exception {
        Path token = folder.resolve("token");
        HeadlessServer first = HeadlessServer.start(0, 0, token);
        String address = "127.0.0.1:" + first.feedPort;
        AsyncChannel client = connect(first.port);
        client.write("hello\n").get(5, TimeUnit.SECONDS);

        attach(address, token);
        String peer = UiDriver.peer(client);
        UI.awaitCell(peer);
        UI.awaitCell("readUntil EchoService.java:");
        UI.clickCell(peer);
        UI.await("no control", () -> UI.shows("no-control"));
        assertThat(UI.fx(() -> UI.node("details-close").isDisabled())).isTrue();

        first.kill();
        UI.awaitText("banner-text", "Stale for");
        UI.awaitCell(peer); // the last known state stays visible
        UI.awaitText("banner-text", "next try in");

        Files.deleteIfExists(token);
        try (HeadlessServer second = HeadlessServer.start(first.port, first.feedPort, token, "--allow-control")) {
            UI.await("no banner", () -> !UI.shows("banner"));
            UI.awaitNoCell(peer);
            AsyncChannel again = connect(second.port);
            UI.awaitCell(UiDriver.peer(again));
            again.abort();
        }
    }

    @Test
    void saysWhyItCannotAttach() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "0".repeat(64));
        try (HeadlessServer server = HeadlessServer.start(0, 0, folder.resolve("token"))) {
            attach("127.0.0.1:" + server.feedPort, wrong);
            UI.awaitText("banner-text", "refuses the token");
            // The monitor reconnects once the file is corrected.
            Files.copy(folder.resolve("token"), wrong, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            UI.await("no banner", () -> !UI.shows("banner"));
            // The port of the service does not speak the feed's protocol.
            attach("127.0.0.1:" + server.port, wrong);
            UI.awaitText("banner-text", "127.0.0.1:" + server.port);
        }
        UI.press(KeyCode.CONTROL, KeyCode.N);
        UI.await("the dialog", () -> UI.shows("attach-address"));
        UI.type("attach-address", "nowhere");
        UI.click("attach-ok");
        UI.awaitText("attach-problem", "is not HOST:PORT");
        UI.type("attach-address", "127.0.0.1:1");
        UI.type("attach-token", folder.resolve("none").toString());
        UI.click("attach-ok");
        UI.awaitText("attach-problem", "no readable token file");
        UI.type("attach-token", wrong.toString());
        UI.click("attach-ok");
        UI.awaitText("banner-text", "cannot be reached");
    }

    @Test
    void attachesOverTlsWithTheCertificateAndTheToken() throws Exception {
        Path token = folder.resolve("token");
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        SelfSignedCertificate.write(certificate, key);
        try (HeadlessServer server = HeadlessServer.start(
                0, 0, token, "--feed-tls-cert", certificate.toString(), "--feed-tls-key", key.toString())) {
            AsyncChannel client = connect(server.port);
            String address = "127.0.0.1:" + server.feedPort;
            UI.press(KeyCode.CONTROL, KeyCode.N);
            UI.await("the dialog", () -> UI.shows("attach-address"));
            UI.type("attach-address", address);
            UI.type("attach-token", token.toString());
            UI.click("attach-tls");
            UI.type("attach-ca", folder.resolve("none").toString());
            UI.click("attach-ok");
            UI.awaitText("attach-problem", "TLS");
            UI.type("attach-ca", certificate.toString());
            UI.click("attach-ok");
            UI.awaitCell(UiDriver.peer(client));
            client.abort();
            // Without TLS, it is not read.
            FeedAddress plain = FeedAddress.of(address, token);
            org.testfx.util.WaitForAsyncUtils.waitForAsyncFx(
                    5_000, () -> app.window().attach(plain));
            UI.awaitText("banner-text", "only over TLS");
        }
    }

    private static AsyncChannel connect(int port) throws Exception {
        return AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
    }
}
