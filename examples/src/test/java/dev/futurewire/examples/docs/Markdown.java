package dev.futurewire.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a document that are checked: blocks of code, headings, links. */
final class Markdown {
    /** A fenced block, the line of its first line of text, and the comment directly before it, or an empty one. */
    record Block(String language, String text, int line, String comment) {}

    /** A link to {@code target} in a line. */
    record Link(String target, int line) {}

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private final List<Block> blocks = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();

    private Markdown(List<String> lines) {
        String comment = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                int end = i + 1;
                while (!lines.get(end).startsWith("```")) {
                    end++;
                }
                String text = String.join("\n", lines.subList(i + 1, end)) + "\n";
                blocks.add(new Block(line.substring(3).strip(), text, i + 2, comment));
                i = end;
                comment = "";
            } else if (line.startsWith("<!--")) {
                int end = i;
                while (!lines.get(end).contains("-->")) {
                    end++;
                }
                String whole = String.join("\n", lines.subList(i, end + 1));
                comment = whole.substring(4, whole.indexOf("-->")).strip();
                i = end;
            } else {
                comment = "";
                read(line, i + 1);
            }
        }
    }

    static Markdown read(Path file) {
        try {
            return new Markdown(Files.readAllLines(file));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void read(String line, int number) {
        if (line.startsWith("#")) {
            anchors.add(anchor(line.replaceFirst("^#+ ", "")));
        }
        Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", "``"));
        while (link.find()) {
            links.add(new Link(link.group(1), number));
        }
    }

    /** Returns the anchor that GitHub gives to a heading. */
    static String anchor(String heading) {
        String text = heading.replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT);
        return text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Link> links() {
        return links;
    }

    Set<String> anchors() {
        return anchors;
    }
}
