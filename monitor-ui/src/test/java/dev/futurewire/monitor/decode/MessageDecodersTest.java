package dev.futurewire.monitor.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.follow.Conversation;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are the same however the network cuts their bytes, and what is not a message is shown as bytes. */
final class MessageDecodersTest {
    private static List<String> texts(String decoder, int cut, byte[] bytes) {
        MessageDecoder chosen = MessageDecoders.named(decoder);
        FollowBuffer buffer = new FollowBuffer(1);
        Conversation conversation = new Conversation(buffer, chosen);
        List<String> texts = new ArrayList<>();
        List<TrafficSegment> segments = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += cut) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + cut));
            buffer.add(new Traffic(1, 0, true, piece, piece.length, 0));
            segments.addAll(conversation.read());
        }
        segments.addAll(conversation.incomplete(10_000));
        for (TrafficSegment segment : segments) {
            boolean known = segment.kind() != TrafficSegment.Kind.UNKNOWN;
            texts.add((known ? "" : "? ") + chosen.start(true).text(segment.bytes()));
        }
        return texts;
    }

    private static void assertMessages(String decoder, String bytes, String... expected) {
        for (int cut : new int[] {1, 3, 7, 1_000}) {
            assertThat(texts(decoder, cut, bytes.getBytes(UTF_8)))
                    .as("cut at %d", cut)
                    .containsExactly(expected);
        }
    }

    @Test
    void redis() {
        assertMessages(
                "Redis",
                "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$6\r\na\r\nb\0c\r\n+OK\r\n:12\r\n-ERR no\r\n$-1\r\nPING\r\n%1\r\n+a\r\n:1\r\n",
                "\"SET\" \"k\" \"a\\r\\nb\\u0000c\"",
                "OK",
                "(integer) 12",
                "(error) ERR no",
                "(nil)",
                "PING",
                "1) a\n2) (integer) 1");
    }

    @Test
    void http() {
        assertMessages(
                "HTTP/1",
                "POST /x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
                        + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "POST /x HTTP/1.1\nContent-Type: application/json\nContent-Length: 7\n\n{\"a\":1}",
                "GET / HTTP/1.1\nHost: a",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");
    }

    @Test
    void lengthPrefixed() {
        assertMessages("Length (2 bytes)", "\0\5hello\0\0\0\3abc", "[5] hello", "[0] ", "[3] abc");
        assertMessages("Length (4 bytes)", "\0\0\0\2hi\0\0\0\4ab", "[2] hi", "[4] ab");
    }

    @Test
    void json() {
        assertMessages(
                "JSON",
                "{\"a\":[1,\"}\\\"\"]}{}\nnot json\n",
                "{\n  \"a\" : [\n    1,\n    \"}\\\"\"\n  ]\n}",
                "{ }",
                "not json");
    }

    @Test
    void whatIsNotOfTheProtocolIsNotLost() {
        assertThat(texts("HTTP/1", 1_000, new byte[] {0x16, 3, 1, 0, 5}))
                .singleElement()
                .asString()
                .startsWith("? ");
        assertThat(texts("Redis", 1_000, new byte[] {0, 1, 2}))
                .singleElement()
                .asString()
                .startsWith("? ");
        assertThat(texts("Length (4 bytes)", 1_000, "GET / HTTP/1.1".getBytes(UTF_8)))
                .singleElement()
                .asString()
                .startsWith("? ");
    }

    @Test
    void anUnknownNameMeansLines() {
        assertThat(MessageDecoders.named("none")).isSameAs(MessageDecoders.LINES);
        assertThat(MessageDecoders.all()).extracting(MessageDecoder::name).doesNotHaveDuplicates();
    }
}
