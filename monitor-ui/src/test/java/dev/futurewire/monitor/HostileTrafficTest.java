package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.totals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.follow.SegmentText;
import dev.futurewire.observe.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic is shown escaped and truncated, and cannot disturb the window. */
@Tag("slow")
final class HostileTrafficTest {
    private static final int PIECE = 64 * 1024;
    private static final int MEGABYTE = 1024 * 1024;
    private static final UiDriver UI = new UiDriver();

    @TempDir
    private Path folder;

    private FakeWindow fake;

    @BeforeEach
    void follow() throws Exception {
        fake = FakeWindow.open(folder.resolve("settings"));
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true);
        fake.feed.viewer().tick(tick());
        UI.clickCell("10.0.0.1:40001");
        UI.await("that it is followed", () -> fake.feed.asked().contains("follow 1"));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static FeedSnapshot tick(Traffic... lines) {
        return new FeedSnapshot(
                1,
                NOW,
                totals(1, 0, 0, lines.length, 0),
                List.of(row(1)),
                List.of(),
                List.of(),
                List.of(),
                List.of(lines));
    }

    private void send(byte[] bytes) {
        for (int from = 0; from < bytes.length; from += PIECE) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE));
            fake.feed.viewer().traffic(new Traffic(1, NOW, true, piece, piece.length, 0));
        }
    }

    private void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void controlCharactersAndDirectionMarksAreEscaped() {
        send("\u001b[31mred\u001b[0m\u0007\u0000\u202eevil\u2066\u200f\u2028 <b>&amp;</b>\n");
        UI.await("the line", () -> UI.texts().stream().anyMatch(text -> text.contains("evil")));
        String shown = UI.texts().stream()
                .filter(text -> text.contains("evil"))
                .findFirst()
                .orElseThrow();
        assertThat(shown).contains("\\u001b[31mred").contains("\\u202eevil").contains("<b>&amp;</b>");
        assertThat(shown.codePoints()
                        .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                .isEmpty();
    }

    @Test
    void whatIsNotUtf8IsShownAsBytes() {
        send(new byte[] {'a', (byte) 0xFF, (byte) 0xC3, '(', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n'});
        UI.await("the bytes", () -> UI.texts().stream().anyMatch(text -> text.startsWith("a\\xff\\xc3(\\xed")));
    }

    @Test
    void aLineOfAMegabyteIsCutAndTheWindowGoesOn() {
        send("x".repeat(MEGABYTE) + "\n");
        send("the next line\n");
        UI.await("the next line", () -> UI.texts().contains("the next line"));
        assertThat(longestText()).isLessThanOrEqualTo(SegmentText.MAX_LENGTH + 60);
        UI.click("rendering-HEX");
        UI.click("rendering-ESCAPED");
        UI.await("the end in another form", () -> UI.texts().contains("the next line\\n"));
        assertThat(longestText()).isLessThanOrEqualTo(SegmentText.MAX_LENGTH + 60);
        UI.press(KeyCode.F1);
        UI.await("the sheet", () -> UI.shows("shortcuts"));
        UI.press(KeyCode.ESCAPE);
        UI.await("no sheet", () -> !UI.shows("shortcuts"));
    }

    @Test
    void muchTrafficTakesNoMoreNodesThanLittle() {
        send("a line\n".repeat(10));
        UI.await("the lines", () -> UI.texts().contains("a line"));
        int few = UI.fx(() -> UI.visible().size());
        for (int i = 0; i < 16; i++) {
            send("\u202e\u0000\u001b[2J hostile \ud83d\ude00\n".repeat(20_000));
        }
        send("the end\n");
        UI.await("the end", () -> UI.texts().contains("the end"));
        // Ten lines do not fill the pane; a full pane has some more rows.
        assertThat(UI.fx(() -> UI.visible().size())).isLessThan(few + 400);
    }

    @Test
    void sampledLinesAreEscapedToo() {
        byte[] bytes = "\u001b[31m\u202esampled".getBytes(StandardCharsets.UTF_8);
        fake.feed.viewer().tick(tick(new Traffic(1, NOW, true, bytes, MEGABYTE, 0)));
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT3);
        UI.await("the line, cut", () -> UI.texts().contains("\\u001b[31m\\u202esampled" + Printable.CUT));
    }

    private static int longestText() {
        return UI.fx(() -> UI.visible().stream()
                .filter(Text.class::isInstance)
                .mapToInt(node -> ((Text) node).getText().length())
                .max()
                .orElse(0));
    }
}
