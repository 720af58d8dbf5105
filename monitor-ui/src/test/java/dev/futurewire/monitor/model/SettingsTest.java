package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void remembers() {
        Path file = folder.resolve("sub").resolve("monitor.properties");
        Settings settings = Settings.load(file);
        settings.put("theme", "light");
        settings.put("window.width", 1_234.0);
        settings.save();
        Settings again = Settings.load(file);
        assertThat(again.get("theme", "dark")).isEqualTo("light");
        assertThat(again.number("window.width", 0)).isEqualTo(1_234);
        assertThat(again.number("theme", 7)).isEqualTo(7);
        assertThat(again.get("nothing", "other")).isEqualTo("other");
    }

    @Test
    void anUnreadableFileIsIgnored() throws Exception {
        Path file = folder.resolve("bad");
        Files.write(file, new byte[] {'a', '=', (byte) 0xff, '\\', 'u', 'x', 'y'});
        assertThat(Settings.load(file).get("a", "other")).isEqualTo("other");
    }

    @Test
    void anUnwritableFileIsIgnored() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Settings settings = Settings.load(file.resolve("below-a-file"));
        settings.put("a", "b");
        settings.save();
        assertThat(Files.size(file)).isZero();
    }
}
