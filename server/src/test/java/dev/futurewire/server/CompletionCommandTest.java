package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The completion script, loaded by bash. */
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "runs bash")
@Timeout(60)
final class CompletionCommandTest {
    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        CommandResult run = CommandResult.of("completion");
        assertEquals(0, run.status(), run::err);
        Path script = Files.writeString(folder.resolve("futurewire"), run.out());
        assertEquals("connect", complete(script, "conn"));
        assertEquals("--max-connections\n--max-connections-per-address", complete(script, "serve", "--max-c"));
        assertEquals("--token-file", complete(script, "ps", "--tok"));
    }

    /** Returns how bash completes the last of these words after the program's name. */
    private static String complete(Path script, String... words) throws Exception {
        String line = "futurewire " + String.join(" ", words);
        String commands = "source " + script + "\nCOMP_LINE='" + line + "' COMP_POINT=" + line.length()
                + " COMP_WORDS=(" + line + ") COMP_CWORD=" + words.length
                + "\n_complete_futurewire\nprintf '%s\\n' \"${COMPREPLY[@]}\" | sort";
        Process bash = new ProcessBuilder("bash", "-c", commands)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertTrue(bash.waitFor() == 0, printed);
        return printed.strip();
    }
}
