package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.futurewire.feed.FeedToken;
import dev.futurewire.monitor.source.FeedAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

final class LaunchOptionsTest {
    @Test
    void hasDefaults() {
        LaunchOptions options = LaunchOptions.parse(List.of());
        assertThat(options.port()).isEqualTo(7000);
        assertThat(options.attach()).isEmpty();
        assertThat(options.help()).isFalse();
    }

    @Test
    void eachTokenFileBelongsToTheAttachBeforeIt() {
        LaunchOptions options = LaunchOptions.parse(List.of(
                "--port=0", "--attach", "127.0.0.1:7001", "--attach", "[::1]:7002", "--token-file", "/tmp/token"));
        assertThat(options.port()).isZero();
        assertThat(options.attach())
                .containsExactly(
                        new FeedAddress("127.0.0.1", 7001, FeedToken.defaultFile(7001)),
                        new FeedAddress("::1", 7002, Path.of("/tmp/token")));
        assertThat(options.attach().get(1)).hasToString("[::1]:7002");
    }

    @Test
    void aCertificateFileMeansTls() {
        LaunchOptions options = LaunchOptions.parse(List.of(
                "--attach",
                "db1:7001",
                "--tls-ca",
                "/tmp/ca.pem",
                "--token-file",
                "/tmp/token",
                "--attach",
                "[::1]:7002"));
        assertThat(options.attach().get(0))
                .isEqualTo(new FeedAddress("db1", 7001, Path.of("/tmp/token"), true, Path.of("/tmp/ca.pem")));
        assertThat(options.attach().get(1).tls()).isFalse();
        assertThat(LaunchOptions.parse(List.of("--attach", "db1:7001", "--tls"))
                        .attach()
                        .get(0)
                        .tls())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--port,Missing required parameter for option '--port' (PORT)",
        "--port=seven,from 0 to 65535",
        "--port=65536,from 0 to 65535",
        "--attach=host,HOST:PORT",
        "--attach=::1:7001,HOST:PORT",
        "--token-file=x,--attach=HOST:PORT",
        "--no-such,Unknown option",
        "7000,Unmatched argument",
    })
    void saysInOneLineWhatIsWrong(String argument, String why) {
        assertThatThrownBy(() -> LaunchOptions.parse(List.of(argument)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void explainsEveryOption() {
        assertThat(LaunchOptions.usage())
                .contains(
                        "--port=PORT",
                        "--attach=HOST:PORT",
                        "--token-file=FILE",
                        "--tls-ca=FILE",
                        "--open=FILE",
                        "--demo",
                        "--settings");
    }
}
