package dev.futurewire.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Another program that listens on the port it is given, on the loopback address, with two loops. */
public final class PortClaimant implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    /** Starts the program and waits until it can listen without loading a class. */
    public PortClaimant() throws IOException {
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortClaimant.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(US_ASCII);
        begin(0);
        if (!owns()) {
            throw new IOException("the program could not listen on any port");
        }
        release();
    }

    /** Makes the program listen at once. */
    public void begin(int port) throws IOException {
        send(port);
    }

    /** Whether the program got the port. */
    public boolean owns() throws IOException {
        String answer = String.valueOf(answers.readLine());
        return switch (answer) {
            case "owner" -> true;
            case "in use" -> false;
            default -> throw new IOException("an answer was expected, not " + answer);
        };
    }

    /** Makes the program release the port, and waits until it has. */
    public void release() throws IOException {
        send(-1);
        if (!"released".equals(answers.readLine())) {
            throw new IOException("the program did not release its port");
        }
    }

    private void send(int number) throws IOException {
        process.getOutputStream().write((number + "\n").getBytes(US_ASCII));
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The program: reads ports from its standard input, -1 to close. */
    public static void main(String... arguments) throws IOException {
        BufferedReader ports = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        ServerOptions options = ServerOptions.builder().loops(2).build();
        AsyncServer server = null;
        for (String line = ports.readLine(); line != null; line = ports.readLine()) {
            int port = Integer.parseInt(line);
            if (port >= 0) {
                try {
                    server = AsyncServer.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            options,
                            channel -> CompletableFuture.completedFuture(null));
                    System.out.println("owner");
                } catch (BindException inUse) {
                    System.out.println("in use");
                }
            } else {
                if (server != null) {
                    server.shutdown(Duration.ZERO).join();
                    server = null;
                }
                System.out.println("released");
            }
        }
    }
}
