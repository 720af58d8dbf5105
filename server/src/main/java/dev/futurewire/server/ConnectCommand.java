package dev.futurewire.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code futurewire connect}: copies stdin to a connection, and the connection to stdout. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Sends stdin to a server and prints its replies.",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "The end of stdin half-closes the connection; the command ends when the server closes it.",
            "Exit status: 0 if the server closed the connection, 1 if it broke, 2 if it could not be established."
        })
final class ConnectCommand implements Callable<Integer> {
    private static final int CHUNK = 16 * 1024;

    private final InputStream in;
    private final PrintStream out;

    @Parameters(
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Server address: localhost:7000, or [::1]:7000 for IPv6.")
    @SuppressWarnings("NullAway.Init") // required
    private HostPort target;

    @Option(
            names = "--raw",
            description = "Print every byte unchanged. By default, control characters and other bytes that could"
                    + " control the terminal are escaped, such as \\u001b; line ends are kept.")
    private boolean raw;

    @Mixin
    private final ClientTlsArguments tlsArguments = new ClientTlsArguments();

    ConnectCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws CommandFailedException {
        AsyncChannel channel = connect();
        DaemonThreads.create("futurewire-stdin", () -> send(channel)).start();
        receive(channel);
        return 0;
    }

    private AsyncChannel connect() throws CommandFailedException {
        ChannelOptions.Builder options = ChannelOptions.builder().idleTimeout(ChannelOptions.UNLIMITED);
        TlsOptions tls = tlsArguments.read(target.host());
        if (tls != null) {
            options.tls(tls);
        }
        try {
            return AsyncChannel.connect(target.resolve(), options.build()).join();
        } catch (CompletionException e) {
            throw CommandFailedException.cannotStart("cannot connect to " + target + ": " + reason(e), e);
        }
    }

    /** Copies stdin until it or the connection ends. {@link #receive} reports why a connection broke. */
    private void send(AsyncChannel channel) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                channel.write(ByteBuffer.wrap(chunk, 0, length)).join();
            }
            channel.shutdownOutput().join();
        } catch (IOException e) {
            // The input is incomplete, so do not send a FIN that would mark it as complete.
            channel.abort();
        } catch (CompletionException e) {
            // The connection is over.
        }
    }

    private void receive(AsyncChannel channel) throws CommandFailedException {
        TerminalEscaper text = new TerminalEscaper();
        try {
            for (byte[] chunk = channel.read(CHUNK).join();
                    chunk.length > 0;
                    chunk = channel.read(CHUNK).join()) {
                print(raw ? chunk : text.next(chunk));
            }
            print(text.end());
            channel.close().join();
        } catch (CompletionException e) {
            print(text.end());
            throw CommandFailedException.whileRunning("the connection to " + target + " broke: " + reason(e), e);
        } finally {
            channel.abort();
        }
    }

    private void print(byte[] bytes) throws CommandFailedException {
        out.write(bytes, 0, bytes.length);
        if (out.checkError()) { // flushes first
            throw CommandFailedException.whileRunning("stdout is closed", null);
        }
    }

    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }
}
