package dev.futurewire.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Selects an identity. A server presents the first one for the name that the client requested (SNI), otherwise the first; a
 * client presents the first one signed by one of the server's issuers. An alias is an index.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    IdentityKeyManager(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String host = engine == null ? null : TlsEngines.requestedHost(engine.getHandshakeSession());
        if (host != null && identities.stream().anyMatch(identity -> identity.covers(host))) {
            // If it is of another type, the JDK asks for that type as well; a certificate for the name has priority.
            return first(identity -> identity.covers(host) && identity.is(keyType));
        }
        return first(identity -> identity.is(keyType));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            String alias = first(identity -> identity.is(keyType) && issuedBy(identity, issuers));
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    private @Nullable String first(Predicate<Identity> condition) {
        for (int i = 0; i < identities.size(); i++) {
            if (condition.test(identities.get(i))) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private static boolean issuedBy(Identity identity, Principal @Nullable [] issuers) {
        if (issuers == null || issuers.length == 0) {
            return true;
        }
        List<Principal> accepted = Arrays.asList(issuers);
        return identity.chain().stream().anyMatch(each -> accepted.contains(each.getIssuerX500Principal()));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    private String[] aliases(String keyType) {
        return IntStream.range(0, identities.size())
                .filter(i -> identities.get(i).is(keyType))
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }
}
