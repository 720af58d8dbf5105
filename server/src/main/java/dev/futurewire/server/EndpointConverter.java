package dev.futurewire.server;

import picocli.CommandLine.ITypeConverter;

/** Converts {@code [HOST:]PORT}; the host defaults to loopback. */
final class EndpointConverter implements ITypeConverter<HostPort> {
    private static final String LOOPBACK = "127.0.0.1";

    @Override
    public HostPort convert(String text) {
        return text.indexOf(':') < 0
                ? new HostPort(LOOPBACK, new PortConverter().convert(text))
                : new HostPort.Converter().convert(text);
    }
}
