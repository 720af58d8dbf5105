package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JavasTest {
    @Test
    void isNamedByItsHomeOrItsCommand() throws IOException {
        String home = System.getProperty("java.home");

        assertThat(Javas.describe(Javas.command(home))).isEqualTo(Javas.describe(Javas.own()));
        assertThat(Javas.command(Javas.own())).isEqualTo(Javas.own());
    }

    @Test
    void aCommandThatIsNoJavaIsTold() {
        assertThatIOException().isThrownBy(() -> Javas.describe("/bin/true")).withMessageContaining("no java");
    }
}
