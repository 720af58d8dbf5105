package dev.futurewire.examples.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of Java in a document, as a source file. */
final class Snippet {
    private static final Pattern DIRECTIVE =
            Pattern.compile("java(?:, not run \\((.*?)\\))?(?::(.*))?", Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract |sealed )*(?:class|interface|record|enum) (\\w+)");
    private static final Pattern FIRST_OF_TYPE = Pattern.compile(
            "(?s)(?:package |import |/\\*\\*|@|(?:public |final |abstract )*(?:class|interface|record|enum) ).*");
    private static final Pattern FIRST_OF_MEMBERS =
            Pattern.compile("(?s)(?:@|void |private |protected |public |static ).*");
    private static final Pattern SINGLE_CALL = Pattern.compile("^(?:Futures|TaskGroup|AsyncChannel)\\.");
    private static final String IMPORTS = String.join(
            "",
            List.of(
                    "import dev.futurewire.*; import dev.futurewire.observe.*; import dev.futurewire.feed.*; ",
                    "import dev.futurewire.metrics.*; import java.io.*; import java.net.*; import java.nio.*; ",
                    "import java.nio.channels.*; import java.nio.file.*; import java.time.*; import java.util.*; ",
                    "import java.util.concurrent.*; import java.util.concurrent.atomic.*; import java.util.function.*; ",
                    "import static java.nio.charset.StandardCharsets.UTF_8; ",
                    "import static java.util.concurrent.CompletableFuture.completedFuture; ",
                    "import static java.util.concurrent.TimeUnit.*; import java.lang.System.Logger; import java.lang.System.Logger.Level; "));

    private enum Kind {
        TYPE,
        MEMBERS,
        STATEMENTS,
        EXPRESSION
    }

    private final Markdown.Block block;
    private final Optional<String> notRun;
    private final String declarations;
    private final Kind kind;

    Snippet(Markdown.Block block) {
        this.block = block;
        Matcher directive = DIRECTIVE.matcher(block.comment());
        boolean declared = directive.matches();
        if (!declared && !block.comment().isEmpty() && block.comment().startsWith("java")) {
            throw new IllegalArgumentException("line " + block.line() + ": unknown comment " + block.comment());
        }
        notRun = declared ? Optional.ofNullable(directive.group(1)) : Optional.empty();
        declarations = declared && directive.group(2) != null ? directive.group(2) : "";
        kind = kind(block.text().strip());
    }

    private static Kind kind(String text) {
        if (FIRST_OF_TYPE.matcher(text).matches() && TYPE.matcher(text).find()) {
            return Kind.TYPE;
        }
        if (FIRST_OF_MEMBERS.matcher(text).matches()) {
            return Kind.MEMBERS;
        }
        String code = text.replaceAll("//.*", "").strip();
        boolean single = code.indexOf(';') == code.length() - 1
                && SINGLE_CALL.matcher(code).find();
        return single || !code.endsWith(";") && !code.endsWith("}") ? Kind.EXPRESSION : Kind.STATEMENTS;
    }

    int line() {
        return block.line();
    }

    /** Returns the reason why the block is compiled but not run. */
    Optional<String> notRun() {
        return notRun;
    }

    boolean prints() {
        return block.text().contains("System.out.print");
    }

    boolean isTest() {
        return kind == Kind.TYPE && block.text().contains("@Test");
    }

    boolean isProgram() {
        return kind == Kind.TYPE && block.text().contains(" main(String[] ");
    }

    /** Returns whether there is a method {@code run()} to call. */
    boolean isFragment() {
        return kind == Kind.STATEMENTS || kind == Kind.EXPRESSION || declarations.contains("void run()");
    }

    /** Returns the name of the package that the block states, or an empty string. */
    String statedPackage() {
        Matcher stated = Pattern.compile("(?m)^package ([\\w.]+);").matcher(block.text());
        return stated.find() ? stated.group(1) : "";
    }

    private String packageName() {
        return statedPackage().isEmpty() ? "snippets.line" + block.line() : statedPackage();
    }

    /** Returns the type that the block declares, or that is made of it. */
    String typeName() {
        if (kind == Kind.TYPE) {
            Matcher name = TYPE.matcher(block.text());
            return name.find() ? name.group(1) : "";
        }
        return "Fragment";
    }

    /** Returns the class to load and run. */
    String className() {
        return packageName() + "." + (kind == Kind.TYPE && isFragment() ? "Fragment" : typeName());
    }

    /** Returns the source files. */
    List<SourceFile> sources() {
        List<SourceFile> sources = new ArrayList<>();
        String header = "package " + packageName() + "; " + IMPORTS + imports();
        if (kind == Kind.TYPE) {
            boolean whole = block.text().contains("\nimport ") || block.text().startsWith("import ");
            String text = statedPackage().isEmpty()
                    ? (whole ? "package " + packageName() + "; " : header) + block.text()
                    : block.text();
            sources.add(new SourceFile(packageName(), typeName(), text, block.line(), 0));
            if (isFragment()) {
                sources.add(new SourceFile(packageName(), "Fragment", fragment(header, ""), block.line(), 0));
            }
        } else {
            String code = block.text().replace("Path.of(", "file(");
            String body = switch (kind) {
                case MEMBERS -> code;
                case STATEMENTS -> "public void run() throws Exception {\n" + code + "}\n";
                default ->
                    "public void run() throws Exception { finish(\n" + code.replaceAll(";?\\s*(//.*)?$", "")
                            + "\n);}\n";
            };
            sources.add(new SourceFile(packageName(), "Fragment", fragment(header, body), block.line(), headerLines()));
        }
        return sources;
    }

    private String fragment(String header, String body) {
        String members = declarations.replaceAll("import [^;]*;", "").replace("void run()", "public void run()");
        return header + "public class Fragment extends dev.futurewire.examples.docs.SnippetContext {" + members + "\n"
                + body + "}\n";
    }

    private int headerLines() {
        return (int) declarations.chars().filter(c -> c == '\n').count() + (kind == Kind.MEMBERS ? 1 : 2);
    }

    private String imports() {
        StringBuilder imports = new StringBuilder();
        Matcher each = Pattern.compile("import [^;]*;").matcher(declarations);
        while (each.find()) {
            imports.append(each.group()).append(' ');
        }
        return imports.toString();
    }

    /** A source file; line {@code skipped + 1} of its text is line {@code line} of the document. */
    record SourceFile(String packageName, String typeName, String text, int line, int skipped) {}
}
