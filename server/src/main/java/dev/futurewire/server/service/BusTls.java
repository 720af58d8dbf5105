package dev.futurewire.server.service;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Provides TLS for the NATS client with host name verification, which that client does not perform by itself. */
final class BusTls {
    private BusTls() {}

    /**
     * Creates a context.
     *
     * @param authority a file of certificates to trust, in PEM; null for the JDK's
     * @throws IOException if the file cannot be read
     */
    static SSLContext context(@Nullable Path authority) throws IOException {
        TlsOptions.Builder tls = TlsOptions.builder();
        if (authority != null) {
            tls.trust(authority);
        }
        SSLContext trusting = tls.build().sslContext();
        return new SSLContext(new Verifying(trusting), trusting.getProvider(), trusting.getProtocol()) {};
    }

    /** A context whose sockets verify the host name. */
    private static final class Verifying extends SSLContextSpi {
        private final SSLContext to;

        Verifying(SSLContext to) {
            this.to = to;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("initialized already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new VerifyingFactory(to.getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return to.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return to.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return to.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return to.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return to.getClientSessionContext();
        }
    }

    private static final class VerifyingFactory extends SSLSocketFactory {
        private final SSLSocketFactory to;

        VerifyingFactory(SSLSocketFactory to) {
            this.to = to;
        }

        private static Socket verifying(Socket socket) {
            SSLSocket secure = (SSLSocket) socket;
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return to.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return to.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket() throws IOException {
            return verifying(to.createSocket());
        }

        @Override
        public Socket createSocket(Socket under, String host, int port, boolean close) throws IOException {
            return verifying(to.createSocket(under, host, port, close));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return verifying(to.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return verifying(to.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return verifying(to.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return verifying(to.createSocket(host, port, local, localPort));
        }
    }
}
