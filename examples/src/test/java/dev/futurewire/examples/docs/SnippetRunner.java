package dev.futurewire.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs compiled snippets and returns what they print. */
final class SnippetRunner {
    private SnippetRunner() {}

    /** Runs a fragment in this process. */
    static String runFragment(String className, Path folder) throws Exception {
        PrintStream usual = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, UTF_8));
            CompletableFuture<Void> run = new CompletableFuture<>();
            Thread thread = new Thread(() -> run.completeAsync(
                    () -> {
                        runNow(className, loader);
                        return null;
                    },
                    Runnable::run));
            thread.start();
            run.get(30, TimeUnit.SECONDS);
        } finally {
            System.setOut(usual);
        }
        return printed.toString(UTF_8);
    }

    private static void runNow(String className, ClassLoader loader) {
        try (SnippetContext context = (SnippetContext)
                loader.loadClass(className).getDeclaredConstructor().newInstance()) {
            context.run();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Runs the test methods of a class. */
    static void runTests(String className, Path folder) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Constructor<?> constructor = loader.loadClass(className).getDeclaredConstructor();
            constructor.setAccessible(true);
            int run = 0;
            for (Method method : constructor.getDeclaringClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    run++;
                }
            }
            assertTrue(run > 0, className);
        }
    }

    /** Runs a program in a process of its own, without a logging library, until it has printed as many lines as expected. */
    static String runProgram(String className, Path folder, long lines) throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(logback|slf4j|server).*"))
                .collect(Collectors.joining(File.pathSeparator, folder + File.pathSeparator, ""));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-Xmx64m", "-cp", classPath, className)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(TestCertificate.FOLDER.toFile())
                .start();
        try {
            CompletableFuture<String> printed = CompletableFuture.supplyAsync(() -> readLines(process, lines));
            return printed.get(60, TimeUnit.SECONDS);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String readLines(Process process, long lines) {
        StringBuilder printed = new StringBuilder();
        try (var reader = process.inputReader(UTF_8)) {
            String line;
            while (printed.chars().filter(c -> c == '\n').count() < lines && (line = reader.readLine()) != null) {
                printed.append(line).append('\n');
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return printed.toString();
    }

    /** Replaces the ports of the documents by others, which are free. */
    static String withFreePorts(String text, int[] ports) {
        return text.replaceAll("\\b7000\\b", String.valueOf(ports[0]))
                .replaceAll("\\b7001\\b", String.valueOf(ports[1]));
    }

    static int[] freePorts() throws IOException {
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        }
    }
}
