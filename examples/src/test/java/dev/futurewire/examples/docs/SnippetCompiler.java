package dev.futurewire.examples.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles snippets with the class path of the test. */
final class SnippetCompiler {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private SnippetCompiler() {}

    /** Compiles source files into a folder and returns the errors, one a line, or an empty string. */
    static String compile(List<Snippet.SourceFile> sources, Path folder) throws IOException {
        Files.createDirectories(folder);
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d", folder.toString(), "--release", "17", "-proc:none", "-cp", System.getProperty("java.class.path"));
        COMPILER.getTask(
                        null,
                        null,
                        problems,
                        options,
                        null,
                        sources.stream().map(SourceText::new).toList())
                .call();
        StringBuilder errors = new StringBuilder();
        for (Diagnostic<? extends JavaFileObject> problem : problems.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR) {
                long line = problem.getSource() instanceof SourceText text
                        ? text.file.line() + problem.getLineNumber() - 1 - text.file.skipped()
                        : 0;
                errors.append("line ").append(line).append(": ");
                errors.append(problem.getMessage(Locale.ROOT)).append('\n');
            }
        }
        return errors.toString();
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final Snippet.SourceFile file;

        SourceText(Snippet.SourceFile file) {
            super(
                    URI.create("string:///" + file.packageName().replace('.', '/') + "/" + file.typeName() + ".java"),
                    Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }
}
