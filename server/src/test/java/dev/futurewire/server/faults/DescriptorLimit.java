package dev.futurewire.server.faults;

import dev.futurewire.server.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server with a limit of 60 descriptors, and the clients that exhaust it. */
final class DescriptorLimit implements AutoCloseable {
    static final int LIMIT = 60;

    /** More clients than it can accept, but fewer than fit into its backlog. */
    private static final int CLIENTS = 80;

    private final ChildProcess server;
    private final int port;
    private final MetricsScraper scrape;
    private final List<Client> clients = new ArrayList<>();

    /** Starts the server, with these arguments in addition to the ports. */
    DescriptorLimit(Path directory, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--port", "0", "--metrics", "0", "--timeout", "1h"));
        all.addAll(List.of(arguments));
        server = ChildProcess.server(
                List.of("bash", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "limit"),
                List.of("-XX:-MaxFDLimit"),
                RunnableJar.in(directory).toString(),
                all.toArray(String[]::new));
        port = server.port();
        scrape = new MetricsScraper(server.metricsPort());
        scrape.values();
    }

    ChildProcess server() {
        return server;
    }

    MetricsScraper scrape() {
        return scrape;
    }

    int port() {
        return port;
    }

    /** Connects clients until accepting fails. */
    void exhaust() throws Exception {
        double before = failures();
        while (clients.size() < CLIENTS) {
            clients.add(new Client(port));
        }
        Eventually.until("accepting fails", () -> failures() > before);
    }

    double failures() throws IOException {
        return scrape.value("futurewire_accept_failures_total");
    }

    boolean accepting() throws IOException {
        return scrape.value("futurewire_accepting") == 1;
    }

    /** Returns the clients in the order in which they connected. */
    List<Client> clients() {
        return clients;
    }

    @Override
    public void close() throws IOException {
        server.close();
        scrape.close();
        for (Client client : clients) {
            client.close();
        }
    }
}
