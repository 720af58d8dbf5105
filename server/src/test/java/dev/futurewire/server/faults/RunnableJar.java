package dev.futurewire.server.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * Packs the class path of the tests into a single jar, as the server is shipped: at its descriptor limit a JVM cannot open
 * another jar or class file, but it can read from an open one.
 */
final class RunnableJar {
    private static final List<String> TEST_LIBRARIES =
            List.of("junit", "mockito", "byte-buddy", "objenesis", "opentest4j", "apiguardian", "test-classes");

    private final Map<String, byte[]> entries = new TreeMap<>();

    private RunnableJar() {}

    /** Writes the jar to a directory. */
    static Path in(Path directory) throws IOException {
        RunnableJar jar = new RunnableJar();
        Predicate<String> testing = entry -> TEST_LIBRARIES.stream().anyMatch(entry::contains);
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            if (!testing.test(entry)) {
                jar.add(Path.of(entry));
            }
        }
        Path file = directory.resolve("server.jar");
        jar.write(file);
        return file;
    }

    private void add(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    add(entry.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
        } else if (Files.exists(entry)) {
            try (JarFile jar = new JarFile(entry.toFile())) {
                for (ZipEntry each :
                        jar.stream().filter(each -> !each.isDirectory()).toList()) {
                    try (InputStream in = jar.getInputStream(each)) {
                        add(each.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    private void add(String name, byte[] content) {
        if (name.endsWith("module-info.class") || name.equals(JarFile.MANIFEST_NAME)) {
            return;
        }
        entries.merge(name, content, (one, other) -> name.startsWith("META-INF/services/") ? join(one, other) : one);
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.write('\n');
        both.writeBytes(other);
        return both.toByteArray();
    }

    private void write(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
    }
}
