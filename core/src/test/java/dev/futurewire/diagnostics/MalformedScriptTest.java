package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.observe.Replay;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A malformed script is rejected with its line number, before any step is performed. */
final class MalformedScriptTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ConnectionHandler ECHO = channel -> channel.forEachLine(line -> channel.write(line + "\n"));

    private final AtomicInteger performed = new AtomicInteger();

    private CloseReason perform(String script, ConnectionHandler handler) throws InterruptedException {
        return Replay.perform(
                script,
                ChannelOptions.defaults(),
                channel -> {
                    performed.incrementAndGet();
                    return handler.handle(channel);
                },
                SOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send \"\\xzz\"",
                "send \"\\x4\"",
                "send \"\\x\"",
                "send \"\\x+f\"",
                "send \"\\x-1\"",
                "send \"\\x\uff11\uff12\"",
                "expect \"ab\\x1",
                "send \"\\q\"",
                "send \"\\u0041\"",
                "send \"a\\\"",
                "send \"\\\"",
                "send \"a\"b\"",
                "send \"a\" \"b\"",
                "send \"\u20ac\"",
                "send \"\ud83d\ude00\"",
                "send \"",
                "send \"a",
                "send a",
                "send",
                "expect",
                "expect 'a'",
                "pause",
                "pause soon",
                "pause -1",
                "pause +1",
                "pause 1.5",
                "pause 99999999999999999999",
                "pause 1 2",
                "eof now",
                "reset \"a\"",
                "end of it",
                "sned \"a\"",
                "SEND \"a\"",
                "\"send\"",
                "\\"
            })
    void isRejectedWithItsLineNumber(String malformed) {
        String script = "# first\nsend \"hello\\n\"\n\n" + malformed + "\neof\n";
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> perform(script, ECHO));
        assertEquals(IllegalArgumentException.class, refused.getClass());
        assertTrue(refused.getMessage().startsWith("line 4: "), refused.getMessage());
        assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl), refused.getMessage());
        assertEquals(0, performed.get(), "no step is performed");
    }

    @Test
    void performsEachStep() throws InterruptedException {
        String script = "  # a comment\n\nsend \"a\\tb\\\"\\\\\\x41\\xfF\u00e9\\n\" # another\n"
                + "expect\t\"a\\tb\\\"\\\\A\\xff\\xe9\\n\"\r\npause 1\n  eof # the last\nend\n";
        ConnectionHandler bytes = channel -> channel.readExactly(9).thenCompose(channel::write);
        assertEquals(CloseReason.HANDLER_DONE, perform(script, bytes));
        assertEquals(1, performed.get());
    }

    @Test
    void aPauseEndsAtTheTimeLimit() {
        AssertionError late = assertThrows(
                AssertionError.class,
                () -> Replay.perform(
                        "send \"a\\n\"\npause 86400000\n", ChannelOptions.defaults(), ECHO, Duration.ofMillis(50)));
        assertTrue(String.valueOf(late.getMessage()).contains("line 2"), late.getMessage());
    }

    @Test
    void arbitraryScriptsFailOnlyAsDocumented() {
        Random random = new Random(7);
        String[] pieces = {
            "send ",
            "expect ",
            "pause ",
            "eof",
            "reset",
            "end",
            "\"",
            "\\",
            "\\x",
            "\\n",
            "4",
            "f",
            "-",
            "a",
            " ",
            "#",
            "\n",
            "\t",
            "\u00e9",
            "\u20ac",
            "\u001b",
            "99999999999"
        };
        ConnectionHandler done = channel -> CompletableFuture.completedFuture(null);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder script = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                script.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Replay.perform(script.toString(), ChannelOptions.defaults(), done, Duration.ofMillis(1));
            } catch (IllegalArgumentException refused) {
                assertEquals(IllegalArgumentException.class, refused.getClass(), script::toString);
                assertTrue(refused.getMessage().matches("line \\d+: .*"), refused.getMessage());
            } catch (AssertionError differs) {
                // The script is well-formed.
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
