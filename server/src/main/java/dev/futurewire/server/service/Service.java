package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What a server does with its connections: the choice behind {@code --service}.
 *
 * <p>To add one, implement this interface with a public class that has a public constructor without parameters, and name
 * the class in {@code META-INF/services/dev.futurewire.server.service.Service} or in a {@code provides} clause of the
 * module. One instance serves all connections of a server.
 */
public interface Service {
    /**
     * The name on the command line and in the listening line.
     *
     * @return lower-case letters, digits and hyphens
     */
    String name();

    /**
     * The conversation that each connection has. Called once, before the server listens.
     *
     * @param options what the user asked for
     * @return the handler of all connections
     * @throws IllegalArgumentException if an option is missing that this service needs, or does not suit it: the server
     *     does not start, and the user gets the message
     */
    ConnectionHandler handler(ServiceOptions options);

    /**
     * How the connections have to be set up for {@link #handler}. By default as {@link
     * ServiceOptions#channelOptions()} says.
     *
     * @param options what the user asked for
     * @return the options of each connection
     */
    default ChannelOptions channelOptions(ServiceOptions options) {
        return options.channelOptions();
    }

    /**
     * All services that can be found.
     *
     * @return new instances
     */
    static List<Service> available() {
        return ServiceLoader.load(Service.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
