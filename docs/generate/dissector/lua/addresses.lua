-- Addresses: nodes of an identifier and four edges each; the edges of the last node are those of the entry.

-- The first octets of an identifier, enough for people to tell two apart.
local function short_id(id)
  return id:bytes():tohex(true):sub(1, 8)
end

local function type_name(code)
  return registry.node.types[code] or string.format("0x%02x", code)
end

-- The edges of a node that are used, and the fault of the first octet that may not stand there.
local function read_edges(node, count)
  local used = {}
  for slot = 0, registry.node.edges - 1 do
    local octet = node(registry.node.xid + slot, 1):uint()
    local index = octet % registry.node.visited
    if index == registry.node.unused then
      if octet ~= registry.node.unused then return used, "bad-edge" end
    elseif #used < slot or index >= count then
      return used, "bad-edge"
    else
      table.insert(used, { index = index, visited = octet >= registry.node.visited })
    end
  end
  return used
end

-- What is wrong with the graph; the order is that of the reference.
local function graph_fault(edges, count)
  for node = 0, count - 1 do
    if #edges[node] == 0 then return "bad-dag" end
    local seen = {}
    for _, edge in ipairs(edges[node]) do
      if seen[edge.index] then return "bad-edge" end
      seen[edge.index] = true
    end
  end
  local state, open, sink = {}, {}, count - 1
  -- The entry stands in the place of the sink, which leads nowhere.
  local function visit(node)
    state[node] = "open"
    for _, edge in ipairs(node == sink and {} or edges[node]) do
      if state[edge.index] == "open" then return true end
      if state[edge.index] == nil and visit(edge.index) then return true end
    end
    state[node] = "done"
    return false
  end
  for _, edge in ipairs(edges[sink]) do
    if state[edge.index] == nil and visit(edge.index) then return "bad-dag" end
  end
  for node = 0, count - 1 do
    if state[node] == nil then return "bad-dag" end
  end
  return nil
end

local function edge_text(edges)
  if #edges == 0 then return "nowhere" end
  local parts = {}
  for _, edge in ipairs(edges) do
    table.insert(parts, edge.index .. (edge.visited and " (visited)" or ""))
  end
  return table.concat(parts, ", ")
end

-- Shows the nodes of an address; gives its text and its fault, if it has one. `last` is the node that was reached.
local function add_address(tree, field, octets, last)
  local size = registry.node.size
  local count = math.floor(octets:len() / size)
  local edges, names, wrong = {}, {}, nil
  for i = 0, count - 1 do
    local node = octets(i * size, size)
    local found, edge_fault = read_edges(node, count)
    edges[i], wrong = found, wrong or edge_fault
    table.insert(names, type_name(node(0, 4):uint()) .. ":" .. short_id(node(4, registry.node.id)))
  end
  local text = table.concat(names, " ")
  local item = field == nil and tree:add(octets, text) or tree:add(field, octets, text)
  for i = 0, count - 1 do
    local node = octets(i * size, size)
    local what = i == count - 1 and "sink; the entry leads to " or "leads to "
    local reached = i == last and " (reached last)" or ""
    local branch = item:add(node, string.format("node %d: %s%s, %s%s", i, names[i + 1], reached, what, edge_text(edges[i])))
    branch:add(fields.node.type, node(0, 4))
    branch:add(fields.node.id, node(4, registry.node.id))
    for slot = 0, registry.node.edges - 1 do
      branch:add(fields.node["edge" .. slot], node(registry.node.xid + slot, 1))
    end
  end
  return text, wrong or (count > 0 and graph_fault(edges, count)) or nil, item
end
