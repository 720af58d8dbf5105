package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Invalid options are reported in one line, before any server is started. */
@Tag("slow")
class CompareTest {
    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--row nonsense",
                "--peers nobody",
                "--peers nio2-raw --baseline netty-epoll",
                "--peers nio2-raw --baseline nobody",
                "--rounds 0",
                "--seconds -1",
                "--connections none",
                "--unknown",
                "--server-core 0 --client-core 0",
                "--server-core 4096",
                "--java /nowhere/java",
                "--json /nowhere/figures.json"
            })
    void badOptionsAreOneLineAndStatusTwo(String options) {
        assertThat(execute(options)).isEqualTo(2);
        assertThat(errors.toString().lines()).singleElement().asString().startsWith("compare: ");
    }

    @Test
    void anUnknownPeerIsReportedWithTheKnownOnes() {
        execute("--peers nety-epoll");

        assertThat(errors.toString()).contains("no peer \"nety-epoll\"").contains("netty-epoll-string-timeout");
    }

    @Test
    void listsWithoutMeasuring() {
        assertThat(execute("--list")).isZero();
    }

    private int execute(String options) {
        CommandLine line = Compare.commandLine();
        line.setErr(new PrintWriter(errors, true));
        return line.execute(options.split(" "));
    }
}
