package dev.futurewire.server.service;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The broker addresses in a {@code --bus} option: {@code nats://[USER:PASSWORD@|TOKEN@]HOST[:PORT]}, or {@code tls://},
 * separated by commas. Error messages never quote invalid text, which may be a secret.
 *
 * @param tls whether connections use TLS
 * @param urls the URLs without credentials
 * @param credentials the credentials in the URLs, or null
 */
record BusServers(boolean tls, List<String> urls, @Nullable BusCredentials credentials) {
    private static final String WRITE = "; write nats://HOST:PORT or tls://HOST:PORT, several with commas in between";
    private static final int DEFAULT_PORT = 4222;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern SIX = Pattern.compile("\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?]");

    /**
     * Parses the addresses.
     *
     * @throws IllegalArgumentException if the text is malformed; the message contains nothing of the text
     */
    static BusServers parse(String text) {
        List<String> urls = new ArrayList<>();
        BusCredentials credentials = null;
        Boolean tls = null;
        String scheme = null;
        String[] all = text.split(",", -1);
        for (int i = 0; i < all.length; i++) {
            String which = all.length == 1 ? "the bus" : "server " + (i + 1) + " of the bus";
            String rest = all[i].strip();
            int colon = rest.indexOf("://");
            String own = colon >= 0 ? rest.substring(0, colon) : scheme;
            if (own == null || !(own.equals("nats") || own.equals("tls"))) {
                throw new IllegalArgumentException(which + " is not nats:// or tls://" + WRITE);
            }
            rest = colon >= 0 ? rest.substring(colon + 3) : rest;
            if (tls != null && tls != own.equals("tls")) {
                throw new IllegalArgumentException("the servers of the bus are either all nats:// or all tls://");
            }
            scheme = own;
            tls = own.equals("tls");
            int at = rest.lastIndexOf('@');
            if (at >= 0) {
                BusCredentials these = credentials(which, rest.substring(0, at));
                if (credentials != null && !credentials.equals(these)) {
                    throw new IllegalArgumentException(
                            "the servers of the bus have different credentials in their URLs;"
                                    + " the bus takes one user for all of them");
                }
                credentials = these;
            }
            urls.add(own + "://" + address(which, rest.substring(at + 1)));
        }
        return new BusServers(Boolean.TRUE.equals(tls), List.copyOf(urls), credentials);
    }

    private static BusCredentials credentials(String which, String text) {
        int colon = text.indexOf(':');
        if (text.isEmpty() || colon == 0) {
            throw new IllegalArgumentException(which + " has an empty user before the @" + WRITE);
        }
        return colon < 0
                ? BusCredentials.token(decoded(which, text))
                : BusCredentials.userPassword(
                        decoded(which, text.substring(0, colon)), decoded(which, text.substring(colon + 1)));
    }

    private static String decoded(String which, String text) {
        try {
            // A plus sign does not stand for a space here.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // Omits the cause, whose message quotes the text.
            throw new IllegalArgumentException(
                    which + " has an invalid percent-encoding in its user or password; write %25 for a percent sign");
        }
    }

    private static String address(String which, String text) {
        String rest = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        int end = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
        String host = end < 0 ? rest : rest.substring(0, end);
        String port = end < 0 ? "" : rest.substring(end);
        if (!NAME.matcher(host).matches() && !SIX.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    which + (host.isEmpty() ? " has no host" : " has no valid host") + WRITE);
        }
        if (port.isEmpty()) {
            return host + ":" + DEFAULT_PORT;
        }
        String digits = port.substring(1);
        if (digits.isEmpty()) {
            throw new IllegalArgumentException(which + " has an empty port" + WRITE);
        }
        if (!port.startsWith(":")
                || !digits.matches("[0-9]{1,5}")
                || Integer.parseInt(digits) < 1
                || Integer.parseInt(digits) > HIGHEST_PORT) {
            throw new IllegalArgumentException(which + " has a port that is not a number from 1 to 65535" + WRITE);
        }
        return host + port;
    }

    /** Returns the URLs, without credentials. */
    @Override
    public String toString() {
        return String.join(",", urls);
    }
}
