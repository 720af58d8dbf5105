package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class HostPortTest {
    @ParameterizedTest
    @CsvSource({"localhost:7000, localhost, 7000", "127.0.0.1:0, 127.0.0.1, 0", "[::1]:7000, ::1, 7000"})
    void parsesAndFormats(String text, String host, int port) {
        HostPort parsed = new HostPort.Converter().convert(text);
        assertEquals(new HostPort(host, port), parsed);
        assertEquals(text, parsed.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "7000",
                ":7000",
                "[]:7000",
                "::1:7000",
                "[localhost]:7000",
                "[::1]",
                "host:",
                "host:x"
            })
    void refuses(String text) {
        assertThrows(TypeConversionException.class, () -> new HostPort.Converter().convert(text));
    }

    /** Includes the examples of RFC 5952. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:7000",
        "::1, [::1]:7000",
        "::, [::]:7000",
        "2001:db8:0:0:0:0:2:1, [2001:db8::2:1]:7000",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:7000",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]:7000",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:7000",
        "fe80:0:0:0:0:0:0:0, [fe80::]:7000",
        "1:2:3:4:5:6:7:ABCD, [1:2:3:4:5:6:7:abcd]:7000",
    })
    void writesAddresses(String address, String text) throws UnknownHostException {
        assertEquals(text, HostPort.text(new InetSocketAddress(InetAddress.getByName(address), 7000)));
    }
}
