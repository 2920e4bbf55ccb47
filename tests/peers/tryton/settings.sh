# What `up` and `down` have to agree on. Sets PORT, PGPORT, DATABASE, PASSWORD and RUN.
PORT=${TRYTON_PORT:-8069}
PGPORT=${TRYTON_PG_PORT:-$((PORT + 1))}
DATABASE=erp
PASSWORD='demo-Quartz7!'
state_folder
RUN=$STATE/tryton-$PORT
