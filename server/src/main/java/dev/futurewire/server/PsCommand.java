package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedToken;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.RemoteFeed;
import dev.futurewire.feed.Traffic;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code futurewire ps}: lists what every connection of a running server is doing and waiting for. */
@Command(
        name = PsCommand.NAME,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Lists every connection of a running server: peer, age, bytes, and the pending operation with its"
                + " start, deadline and source line.",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "The server must have been started with --feed."})
final class PsCommand implements Callable<Integer> {
    static final String NAME = "ps";

    /** The name, without dashes, of the option for the token file. */
    static final String TOKEN_FILE = "token-file";

    /**
     * How long the command may take in total. It fails earlier if the server is silent for two seconds, or for five at the
     * start.
     */
    private static final long WAIT_SECONDS = 30;

    private final PrintStream out;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "0..1",
            defaultValue = "127.0.0.1:7001",
            converter = EndpointConverter.class,
            description = "The feed's address.")
    @SuppressWarnings("NullAway.Init") // has a default
    private HostPort target;

    @Option(
            names = "--" + TOKEN_FILE,
            paramLabel = "FILE",
            description =
                    "The server's token file.%n  Default: $FUTUREWIRE_TOKEN_FILE, or the file that the server creates"
                            + " by default")
    private @Nullable Path tokenFile;

    @Option(names = "--tls", description = "Connect over TLS; the feed's certificate must be trusted and match HOST.")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Trust these certificates, in PEM, instead of the JDK's. Implies --tls.")
    private @Nullable Path authority;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Option(names = "--tree", description = "Print each connection with the tree of its tasks instead of a table.")
    private boolean tree;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            defaultValue = "AGE",
            description = "Sort order, oldest or largest first: ${COMPLETION-CANDIDATES}.")
    private Order order = Order.AGE;

    /** The columns that the table can be sorted by. */
    @SuppressWarnings("ImmutableEnumChecker") // comparators of getters have no state
    enum Order {
        /** The oldest connection first. */
        AGE(Comparator.comparingLong(ConnectionRow::openedAtMillis).thenComparingLong(ConnectionRow::id)),
        /** The connection that has been idle the longest first. */
        IDLE(Comparator.comparingLong(ConnectionRow::lastActivityMillis)),
        /** The connection that has received the most first. */
        IN(Comparator.comparingLong(ConnectionRow::bytesIn).reversed()),
        /** The connection that has sent the most first. */
        OUT(Comparator.comparingLong(ConnectionRow::bytesOut).reversed()),
        /** The connection that has waited the longest first. */
        AWAITING(Comparator.comparingLong(
                row -> row.awaiting() == null ? Long.MAX_VALUE : row.awaiting().sinceMillis()));

        private final Comparator<ConnectionRow> comparator;

        Order(Comparator<ConnectionRow> comparator) {
            this.comparator = comparator;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    PsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        if (json && tree) {
            throw CommandFailedException.cannotStart("--json and --tree cannot be used together", null);
        }
        InetSocketAddress address = tokenFile != null ? target.resolve() : target.feedAddress();
        Path file = tokenFile != null ? tokenFile : FeedToken.defaultFile(address);
        String token;
        try {
            token = FeedToken.read(file);
        } catch (IOException | RuntimeException e) {
            throw CommandFailedException.cannotStart(
                    "cannot read the token file " + file + ": " + FileErrorText.of(e)
                            + " (is the server running with --feed?)",
                    e);
        }
        FeedSnapshot snapshot = look(new RemoteFeed(address, token, tlsOptions()));
        List<ConnectionRow> rows = new ArrayList<>(snapshot.rows());
        rows.sort(order.comparator);
        if (json) {
            out.print(PsText.json(snapshot, rows));
        } else {
            out.print(tree ? PsTree.of(snapshot, rows) : PsText.table(snapshot, rows));
        }
        out.flush();
        return 0;
    }

    /** Returns the options for TLS, with the file read and checked; null for plaintext. */
    private @Nullable TlsOptions tlsOptions() throws CommandFailedException {
        if (!tls && authority == null) {
            return null;
        }
        TlsOptions.Builder options = TlsOptions.builder().serverName(target.host());
        if (authority != null) {
            options.trust(authority);
        }
        try {
            return options.build();
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot connect over TLS: " + e.getMessage(), e);
        }
    }

    private FeedSnapshot look(FeedSource source) throws CommandFailedException, InterruptedException {
        CompletableFuture<FeedSnapshot> first = new CompletableFuture<>();
        try (FeedSource feed = source) {
            feed.watch(new FirstTick(first), 10);
            return first.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw CommandFailedException.cannotStart("no answer from " + target + ": " + reason(e), e);
        } catch (TimeoutException e) {
            throw CommandFailedException.cannotStart("no answer from " + target + " within " + WAIT_SECONDS + " s", e);
        }
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure : cause.getMessage());
    }

    /** Completes with the first tick, or fails with the first error. */
    private record FirstTick(CompletableFuture<FeedSnapshot> first) implements FeedViewer {
        @Override
        public void connected(String server, boolean controlAllowed) {}

        @Override
        public void tick(FeedSnapshot snapshot) {
            first.complete(snapshot);
        }

        @Override
        public void traffic(Traffic traffic) {}

        @Override
        public void refused(String code, String message) {
            first.completeExceptionally(new IOException(message));
        }

        @Override
        public void lost(String message, long retryInMillis) {
            first.completeExceptionally(new IOException(message));
        }
    }
}
