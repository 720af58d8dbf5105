package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Receives mail over SMTP, which clients can encrypt with STARTTLS. A conversation of one client is one object. */
final class SmtpServer {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(5);
    /** Printable characters of ASCII only. */
    private static final Pattern ADDRESS = Pattern.compile("<([!-~&&[^<>]]*)>");

    private static final int MAX_RECIPIENTS = 100;
    private static final int MAX_MESSAGE = 10 * 1024 * 1024;

    private final AsyncChannel channel;
    private final TlsOptions tls;
    private final Consumer<Mail> inbox;
    private String sender;
    private final List<String> recipients = new ArrayList<>();

    /** A mail that was received; its bytes are characters of ISO 8859-1. */
    record Mail(String sender, List<String> recipients, String text, boolean encrypted) {}

    private SmtpServer(AsyncChannel channel, TlsOptions tls, Consumer<Mail> inbox) {
        this.channel = channel;
        this.tls = tls;
        this.inbox = inbox;
    }

    private CompletionStage<?> converse() {
        return reply("220 ready")
                .thenCompose(greeted -> Futures.repeatWhile(() -> Futures.timeout(COMMAND_TIMEOUT, channel::readLine)
                        .thenCompose(line -> line == null ? completedFuture(false) : command(line))));
    }

    /** Completes with whether the conversation goes on. */
    private CompletionStage<Boolean> command(String line) {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "HELO" -> proceed("250 hello");
            case "EHLO" -> proceed(channel.tls() == null ? "250-hello\r\n250 STARTTLS" : "250 hello");
            case "STARTTLS" -> startTls();
            case "MAIL" -> {
                reset();
                sender = address(line);
                yield proceed(sender == null ? "501 no address" : "250 ok");
            }
            case "RCPT" -> {
                if (sender == null) {
                    yield proceed("503 MAIL first");
                }
                if (recipients.size() == MAX_RECIPIENTS) {
                    yield proceed("452 too many recipients");
                }
                String recipient = address(line);
                if (recipient == null) {
                    yield proceed("501 no address");
                }
                recipients.add(recipient);
                yield proceed("250 ok");
            }
            case "DATA" -> recipients.isEmpty() ? proceed("503 RCPT first") : data();
            case "RSET" -> {
                reset();
                yield proceed("250 ok");
            }
            case "NOOP" -> proceed("250 ok");
            case "QUIT" -> reply("221 bye").thenApply(written -> false);
            default -> proceed("500 unknown command");
        };
    }

    private CompletionStage<Boolean> startTls() {
        if (channel.tls() != null) {
            return proceed("503 encrypted already");
        }
        reset(); // what was said in plaintext could have been said by another
        return reply("220 go ahead")
                .thenCompose(written -> channel.startTls(tls))
                .thenApply(session -> true);
    }

    private CompletionStage<Boolean> data() {
        StringBuilder text = new StringBuilder();
        return reply("354 end with a dot")
                .thenCompose(written -> Futures.loop(() -> channel.readLine().thenApply(line -> append(line, text))))
                .thenCompose(complete -> complete ? deliver(text.toString()) : completedFuture(false));
    }

    /** Returns whether the text is complete, or nothing if there are more lines. A text that is too long is not kept. */
    private static Optional<Boolean> append(String line, StringBuilder text) {
        if (line == null || line.equals(".")) {
            return Optional.of(line != null);
        }
        if (text.length() <= MAX_MESSAGE) {
            text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return Optional.empty();
    }

    private CompletionStage<Boolean> deliver(String text) {
        boolean fits = text.length() <= MAX_MESSAGE;
        if (fits) {
            inbox.accept(new Mail(String.valueOf(sender), List.copyOf(recipients), text, channel.tls() != null));
        }
        reset();
        return proceed(fits ? "250 received" : "552 too long");
    }

    /** Returns the address in a command such as {@code MAIL FROM:<sender@example.org> SIZE=1000}, or null. */
    private static String address(String line) {
        Matcher address = ADDRESS.matcher(line);
        return address.find() ? address.group(1) : null;
    }

    private void reset() {
        sender = null;
        recipients.clear();
    }

    private CompletionStage<Boolean> proceed(String text) {
        return reply(text).thenApply(written -> true);
    }

    private CompletableFuture<Void> reply(String text) {
        return channel.write(text + "\r\n");
    }

    static AsyncServer start(InetSocketAddress address, TlsOptions tls, Consumer<Mail> inbox) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .channel(ChannelOptions.builder().charset(ISO_8859_1).build())
                .build();
        return AsyncServer.listen(address, options, channel -> new SmtpServer(channel, tls, inbox).converse());
    }

    /** Prints what it receives: {@code SmtpServer CERTIFICATE KEY [PORT]}, both in PEM. */
    public static void main(String[] args) throws IOException {
        TlsOptions tls = TlsOptions.builder()
                .certificate(Path.of(args[0]), Path.of(args[1]))
                .build();
        int port = args.length > 2 ? Integer.parseInt(args[2]) : 2525;
        AsyncServer server = start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                tls,
                mail -> System.out.println((mail.encrypted ? "encrypted" : "plaintext") + " from " + mail.sender
                        + " to " + mail.recipients + ", " + mail.text.length() + " bytes"));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
