package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JavaRuntimesTest {
    @Test
    void isNamedByItsHomeOrItsCommand() throws IOException {
        String home = System.getProperty("java.home");

        assertThat(JavaRuntimes.describe(JavaRuntimes.command(home)))
                .isEqualTo(JavaRuntimes.describe(JavaRuntimes.own()));
        assertThat(JavaRuntimes.command(JavaRuntimes.own())).isEqualTo(JavaRuntimes.own());
    }

    @Test
    void aCommandThatIsNotJavaIsReported() {
        assertThatIOException()
                .isThrownBy(() -> JavaRuntimes.describe("/bin/true"))
                .withMessageContaining("no java");
    }
}
