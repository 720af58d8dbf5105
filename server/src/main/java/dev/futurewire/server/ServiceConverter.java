package dev.futurewire.server;

import dev.futurewire.server.service.Service;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a service on the command line. */
final class ServiceConverter implements ITypeConverter<Service> {
    @Override
    public Service convert(String name) {
        List<Service> available = Service.available();
        return available.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("unknown service '" + name + "'; available are "
                        + available.stream().map(Service::name).sorted().collect(Collectors.joining(", "))));
    }
}
