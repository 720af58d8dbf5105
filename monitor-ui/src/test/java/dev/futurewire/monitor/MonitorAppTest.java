package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** The window as a person sees it: a client connects, is shown with what it waits for, and leaves. */
final class MonitorAppTest {
    private static MonitorApp app;

    @BeforeAll
    static void open() throws Exception {
        FxToolkit.registerPrimaryStage();
        app = (MonitorApp) FxToolkit.setupApplication(MonitorApp.class, "--port=0");
    }

    @AfterAll
    static void close() throws Exception {
        FxToolkit.cleanupApplication(app);
    }

    @Test
    void showsLiveConnectionsAndWhatTheyAwait() throws Exception {
        FxRobot robot = new FxRobot();
        Label server = robot.lookup("#server").queryAs(Label.class);
        assertThat(server.getScene().getWidth()).isEqualTo(1100);
        TableView<ConnectionLine> table = robot.lookup("#connections").queryTableView();
        assertThat(((Label) table.getPlaceholder()).getText()).contains("nc 127.0.0.1");
        int port = Integer.parseInt(server.getText().substring(server.getText().lastIndexOf(':') + 1));

        AsyncChannel client =
                AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
        client.write("hello\n").get(5, TimeUnit.SECONDS);
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isEqualTo("hello");

        await(() -> table.getItems().stream()
                .anyMatch(line -> line.bytesIn() == 6
                        && line.bytesOut() == 6
                        && line.awaiting().startsWith("readUntil at EchoService.java:")
                        && line.awaiting().endsWith(" left")));
        client.close();
        await(() -> table.getItems().isEmpty());
    }

    private static void await(java.util.concurrent.Callable<Boolean> shown) throws Exception {
        WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> {
            java.util.concurrent.FutureTask<Boolean> look = new java.util.concurrent.FutureTask<>(shown);
            Platform.runLater(look);
            return look.get(5, TimeUnit.SECONDS);
        });
    }
}
