package dev.futurewire.examples.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java in the documents compiles and runs, prints what they say, and every link leads somewhere. */
final class DocumentsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    /** The number of blocks that are compiled and not run, each with its reason in the document. */
    private static final int NOT_RUN = 4;

    @TempDir
    static Path folder;

    private static List<Path> documents() {
        List<Path> documents = new ArrayList<>(List.of(TOP.resolve("README.md"), TOP.resolve("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.list(TOP.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return documents;
    }

    @TestFactory
    Stream<DynamicNode> theCodeCompilesAndRuns() {
        return documents().stream()
                .map(document -> dynamicContainer(TOP.relativize(document).toString(), snippets(document).stream()));
    }

    private static List<DynamicNode> snippets(Path document) {
        List<DynamicNode> tests = new ArrayList<>();
        List<Markdown.Block> blocks = Markdown.read(document).blocks();
        Map<String, Snippet> types = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (!blocks.get(i).language().equals("java")) {
                continue;
            }
            Snippet snippet = new Snippet(blocks.get(i));
            List<Snippet> together = new ArrayList<>(List.of(snippet));
            if (!snippet.statedPackage().isEmpty()) {
                types.put(snippet.className(), snippet);
                types.values().stream().filter(type -> type != snippet).forEach(together::add);
            }
            Optional<String> output = blocks.subList(i + 1, blocks.size()).stream()
                    .takeWhile(block -> !block.language().equals("java"))
                    .filter(block -> block.language().equals("text"))
                    .map(Markdown.Block::text)
                    .findFirst();
            Path target = folder.resolve(document.getFileName() + "-" + snippet.line());
            tests.add(dynamicTest("line " + snippet.line(), () -> check(document, snippet, together, output, target)));
        }
        return tests;
    }

    private static void check(
            Path document, Snippet snippet, List<Snippet> together, Optional<String> output, Path target)
            throws Exception {
        int[] ports = SnippetRunner.freePorts();
        List<Snippet.SourceFile> sources = together.stream()
                .flatMap(each -> each.sources().stream())
                .map(file -> new Snippet.SourceFile(
                        file.packageName(),
                        file.typeName(),
                        SnippetRunner.withFreePorts(file.text(), ports),
                        file.line(),
                        file.skipped()))
                .toList();
        String errors = SnippetCompiler.compile(sources, target);
        assertTrue(errors.isEmpty(), () -> document + "\n" + errors);
        if (snippet.notRun().isPresent()) {
            return;
        }
        if (!snippet.prints()) {
            if (snippet.isTest()) {
                SnippetRunner.runTests(snippet.className(), target);
            } else if (snippet.isFragment()) {
                SnippetRunner.runFragment(snippet.className(), target);
            }
            return;
        }
        if (output.isEmpty()) {
            fail(document + ", line " + snippet.line() + ": no block of text with what this prints");
        }
        String expected = SnippetRunner.withFreePorts(output.orElseThrow(), ports);
        assertEquals(
                expected,
                snippet.isProgram()
                        ? SnippetRunner.runProgram(
                                snippet.className(), target, expected.lines().count())
                        : SnippetRunner.runFragment(snippet.className(), target));
    }

    @Test
    void blocksThatAreNotRunAreCountedAndHaveReasons() {
        List<String> reasons = new ArrayList<>();
        int java = 0;
        for (Path document : documents()) {
            for (Markdown.Block block : Markdown.read(document).blocks()) {
                if (block.language().equals("java")) {
                    java++;
                    Snippet snippet = new Snippet(block);
                    snippet.notRun().ifPresent(reason -> reasons.add(document.getFileName() + " " + reason));
                }
            }
        }
        System.out.println(java + " blocks of Java, not run: " + reasons);
        assertEquals(NOT_RUN, reasons.size(), reasons::toString);
        assertTrue(reasons.stream().noneMatch(String::isBlank));
    }

    @Test
    void linksLeadToFilesAndHeadings() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (Markdown.Link link : Markdown.read(document).links()) {
                if (!leadsSomewhere(document, link.target())) {
                    broken.add(TOP.relativize(document) + ":" + link.line() + " " + link.target());
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leadsSomewhere(Path document, String target) {
        if (target.matches("[a-z]+:.*")) {
            return target.startsWith("https://");
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        if (!file.startsWith(TOP) || !Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || Markdown.read(file).anchors().contains(parts[1]);
    }

    @Test
    void coordinatesHaveTheVersionOfThisBuild() throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>$").matcher(Files.readString(TOP.resolve("pom.xml")));
        assertTrue(version.find());
        int found = 0;
        for (Path document : documents()) {
            Matcher coordinates = Pattern.compile(
                            "futurewire-(?:core|feed)(?::|</artifactId>\\s*<version>)([^<\"'\\s]+)")
                    .matcher(Files.readString(document));
            while (coordinates.find()) {
                assertEquals(version.group(1), coordinates.group(1), document.toString());
                found++;
            }
        }
        assertTrue(found > 0, "no document has coordinates");
    }
}
