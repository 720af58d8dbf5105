package dev.futurewire.monitor.ui.lines;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/**
 * Replaces characters for which no font is installed by their number, such as <code>&#92;u{1f600}</code>: the toolkit would show
 * the same empty box for each of them. Used on the toolkit's thread.
 */
public final class Glyphs {
    /** Fonts with Latin, Greek and Cyrillic letters and common signs are assumed to be installed. */
    private static final int FIRST_CHECKED = 0x2E80;

    private static final int BLOCK = 64;
    private static final int SIZE = 24;

    /** A character that is assigned to nothing, so that no font has it. */
    private static final String MISSING = new String(Character.toChars(0xEFFFD));

    private static final Map<Integer, Boolean> BLOCKS = new HashMap<>();
    private static int[] box = new int[0];

    private Glyphs() {}

    /** Returns the text with characters that cannot be shown replaced. */
    public static String shown(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < FIRST_CHECKED) {
            i++;
        }
        return i == text.length() ? text : replaced(text);
    }

    private static String replaced(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c < FIRST_CHECKED || canShow(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u{%x}", c));
            }
        });
        return shown.toString();
    }

    private static boolean canShow(int codePoint) {
        return BLOCKS.computeIfAbsent(codePoint / BLOCK, block -> {
            if (box.length == 0) {
                box = picture(MISSING);
            }
            return !java.util.Arrays.equals(box, picture(new String(Character.toChars(codePoint))));
        });
    }

    private static int[] picture(String text) {
        Text node = new Text(0, SIZE - 6, text);
        node.setFont(Font.font("monospace", 16));
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setViewport(new javafx.geometry.Rectangle2D(0, 0, SIZE, SIZE));
        WritableImage image = node.snapshot(parameters, new WritableImage(SIZE, SIZE));
        int[] pixels = new int[SIZE * SIZE];
        PixelReader reader = image.getPixelReader();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = reader.getArgb(i % SIZE, i / SIZE);
        }
        return pixels;
    }
}
