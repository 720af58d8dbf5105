package dev.futurewire.monitor.source;

import dev.futurewire.monitor.model.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers that have been attached to, kept in the settings, the latest first: address, name and files. */
public final class KnownServers {
    /** Maximum number of servers that are remembered: 20. */
    static final int MAX_SERVERS = 20;

    private final Settings settings;

    /**
     * A server that has been attached to.
     *
     * @param address address, {@code HOST:PORT}
     * @param name name that the user has given to it, or empty
     * @param tokenFile token file, or empty for the default
     * @param tls whether it is attached to over TLS
     * @param authority file with the certificates to trust, or empty
     */
    public record Known(String address, String name, String tokenFile, boolean tls, String authority) {
        @Override
        public String toString() {
            return name.isEmpty() ? address : name + "  (" + address + ")";
        }
    }

    /** Creates a list kept in the settings. */
    public KnownServers(Settings settings) {
        this.settings = settings;
    }

    /** Returns the servers, the latest first. */
    public List<Known> list() {
        List<Known> all = new ArrayList<>();
        for (int i = 0; i < MAX_SERVERS; i++) {
            String prefix = "server." + i + ".";
            String address = settings.get(prefix + "address", "");
            if (!address.isEmpty()) {
                all.add(new Known(
                        address,
                        settings.get(prefix + "name", ""),
                        settings.get(prefix + "token", ""),
                        Boolean.parseBoolean(settings.get(prefix + "tls", "false")),
                        settings.get(prefix + "ca", "")));
            }
        }
        return all;
    }

    /** Returns the server with an address, or null. */
    public @Nullable Known find(String address) {
        return list().stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** Returns the name of a server: the one that the user has given to it, or its address. */
    public String name(FeedAddress address) {
        Known known = find(address.toString());
        return known == null || known.name().isEmpty() ? address.toString() : known.name();
    }

    /** Remembers a server with the name that it has. */
    public void remember(FeedAddress address) {
        Known before = find(address.toString());
        remember(address, before == null ? "" : before.name());
    }

    /** Remembers a server. */
    public void remember(FeedAddress address, String name) {
        List<Known> all = new ArrayList<>(list());
        all.removeIf(each -> each.address().equals(address.toString()));
        Path token = address.tokenFile();
        boolean usual = token.equals(FeedAddress.suggestedFile(address.toString()));
        all.add(
                0,
                new Known(
                        address.toString(),
                        name,
                        usual ? "" : token.toString(),
                        address.tls(),
                        address.authority() == null ? "" : address.authority().toString()));
        for (int i = 0; i < MAX_SERVERS; i++) {
            Known each = i < all.size() ? all.get(i) : new Known("", "", "", false, "");
            String prefix = "server." + i + ".";
            settings.put(prefix + "address", each.address());
            settings.put(prefix + "name", each.name());
            settings.put(prefix + "token", each.tokenFile());
            settings.put(prefix + "tls", each.tls());
            settings.put(prefix + "ca", each.authority());
        }
    }
}
