package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Handles the connections of a server; selected with {@code --service}.
 *
 * <p>To add one, implement this interface with a public class that has a public constructor without parameters, and name the
 * class in {@code META-INF/services/dev.futurewire.server.service.Service} or in a {@code provides} clause of the module. One
 * instance serves all connections of a server.
 */
public interface Service {
    /**
     * Returns the name for the command line and the line printed when listening.
     *
     * @return lower-case letters, digits and hyphens
     */
    String name();

    /**
     * Returns the handler of the connections. Called once, before the server listens.
     *
     * @param options the options given by the user
     * @return the handler of all connections
     * @throws IllegalArgumentException if an option that this service needs is missing or invalid: the server does not start,
     *     and the message is shown to the user
     */
    ConnectionHandler handler(ServiceOptions options);

    /**
     * Returns the options of the connections. The default implementation returns {@link ServiceOptions#channelOptions()}.
     *
     * @param options the options given by the user
     * @return the options of each connection
     */
    default ChannelOptions channelOptions(ServiceOptions options) {
        return options.channelOptions();
    }

    /**
     * Returns all available services.
     *
     * @return new instances
     */
    static List<Service> available() {
        return ServiceLoader.load(Service.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
