package dev.futurewire.monitor.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture has the bytes of both directions in order; {@code tshark} reads it, where it is installed. */
final class PcapNgTest {
    private static final int IP_AND_TCP = 40;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] large;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("c.pcapng");
        large = new byte[100_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        FollowBuffer buffer = new FollowBuffer(1);
        add(buffer, true, "GET\r\n".getBytes(US_ASCII), 0);
        add(buffer, false, large, 0);
        add(buffer, true, "after a gap\n".getBytes(US_ASCII), 1_000);
        PcapNg.write(file, FeedFixtures.row(1), buffer.pieces());
    }

    private static void add(FollowBuffer buffer, boolean inbound, byte[] bytes, long skipped) {
        buffer.add(new Traffic(1, FeedFixtures.NOW, inbound, bytes, bytes.length, skipped));
    }

    @Test
    void theBlocksAreWellFormedAndTheSequenceNumbersCountTheBytes() throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertThat(in.getInt(start + length - 4)).isEqualTo(length);
            if (type == 6) {
                byte[] packet = new byte[in.getInt(start + 20)];
                in.get(start + 28, packet);
                packets.add(packet);
            }
            in.position(start + length);
        }
        byte[] sent = new byte[0];
        for (byte[] packet : packets) {
            ByteBuffer ip = ByteBuffer.wrap(packet);
            assertThat(ip.getShort(2) & 0xFFFF).isEqualTo(packet.length);
            if (packet.length > IP_AND_TCP && (ip.getShort(20) & 0xFFFF) == 7000) {
                assertThat(ip.getInt(24)).isEqualTo(1 + sent.length);
                int before = sent.length;
                sent = Arrays.copyOf(sent, before + packet.length - IP_AND_TCP);
                System.arraycopy(packet, IP_AND_TCP, sent, before, packet.length - IP_AND_TCP);
            }
        }
        assertThat(sent).isEqualTo(large);
        byte[] last = packets.get(packets.size() - 1);
        assertThat(ByteBuffer.wrap(last).getInt(24)).as("after the gap").isEqualTo(1 + 5 + 1_000);
    }

    @Test
    void tsharkReadsTheSameBytes() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "tshark is installed");
        Process tshark = new ProcessBuilder(
                        "/usr/bin/tshark",
                        "-r",
                        file.toString(),
                        "-o",
                        "tcp.check_checksum:TRUE",
                        "-T",
                        "fields",
                        "-e",
                        "tcp.srcport",
                        "-e",
                        "tcp.checksum.status",
                        "-e",
                        "tcp.payload",
                        "-Y",
                        "tcp.len > 0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        StringBuilder in = new StringBuilder();
        StringBuilder out = new StringBuilder();
        for (String line : new String(tshark.getInputStream().readAllBytes(), US_ASCII).split("\n", -1)) {
            String[] fields = line.split("\t", -1);
            if (fields.length == 3) {
                assertThat(fields[1]).as("checksum is good").isEqualTo("1");
                (fields[0].equals("7000") ? out : in).append(fields[2].replace(":", ""));
            }
        }
        assertThat(out.toString()).isEqualTo(HexFormat.of().formatHex(large));
        assertThat(in.toString()).isEqualTo(HexFormat.of().formatHex("GET\r\nafter a gap\n".getBytes(US_ASCII)));
    }
}
