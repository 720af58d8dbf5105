package dev.futurewire.monitor;

import static org.mockito.Mockito.mock;

import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.ui.FileDialogs;
import dev.futurewire.monitor.ui.MonitorWindow;
import java.io.IOException;
import java.nio.file.Path;
import javafx.stage.Stage;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** A window on a {@link FakeFeed}, with mocked file dialogs. */
final class FakeWindow implements AutoCloseable {
    final FakeFeed feed = new FakeFeed();
    final FileDialogs files = mock(FileDialogs.class);
    final MonitorWindow window;
    final Stage stage;

    private FakeWindow(Stage stage, Path settings) {
        this.stage = stage;
        window = WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            MonitorWindow built = new MonitorWindow(stage, Settings.load(settings), files, () -> {
                throw new IOException("there is none in a test");
            });
            built.add(new Session(Session.Origin.ATTACHED, "10.0.0.1:7001", () -> feed, System::currentTimeMillis));
            built.show();
            return built;
        });
    }

    static FakeWindow open(Path settings) throws Exception {
        FxToolkit.registerPrimaryStage(); // starts the toolkit
        return new FakeWindow(FxToolkit.registerStage(Stage::new), settings);
    }

    @Override
    public void close() {
        WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            window.close();
            stage.hide();
        });
        WaitForAsyncUtils.waitForFxEvents();
    }
}
