package dev.futurewire.server.faults;

import dev.futurewire.server.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A peer process that opens connections, has one line echoed on each, prints a line, and is silent until it is killed. */
final class SilentPeer {
    static final String READY = "ready";

    private SilentPeer() {}

    /** Arguments: the port, and how many connections. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            Client client = new Client(port);
            if (!client.echoes("hello\n")) {
                throw new IOException("no echo");
            }
            clients.add(client);
        }
        System.out.println(READY);
        // Until the test kills this process, or ends itself.
        while (System.in.read() >= 0) {}
        for (Client client : clients) {
            client.close();
        }
    }
}
